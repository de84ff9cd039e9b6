package org.edgestill.distiller.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.data.Items;
import org.edgestill.distiller.data.Sequence;
import org.edgestill.distiller.evaluate.Evaluator;
import org.edgestill.distiller.evaluate.NonFiniteScoreException;
import org.edgestill.distiller.evaluate.Scorer;
import org.edgestill.distiller.evaluate.Split;
import org.junit.jupiter.api.Test;

class BaselinesTest {

  @Test
  void markovCountsWhatComesSoonAfter() {
    // training events of the one user: 1 2 3 1 2
    Dataset data = data(4, new int[] {1, 2, 3, 1, 2, 4, 4});
    Markov markov = Markov.learn(data, new Markov.Settings(2, 0.5));
    float[] scores = scores(markov, 4, 1);
    // after 1: 2 at once (twice), 3 two later (once, .5)
    assertThat(scores).containsExactly(0, 0, 2, 0.5f, 0);
    // after 3 then 1: half of the row of 3 (1 at once, 2 two later) is added
    assertThat(scores(markov, 4, 3, 1)).containsExactly(0, 0.5f, 2.25f, 0.5f, 0);
  }

  @Test
  void easeIsTheClosedFormOfThePaperWhicheverMatrixIsInverted() {
    SplittableRandom random = new SplittableRandom(5);
    int[][] users = new int[30][];
    Arrays.setAll(users, u -> random.ints(9, 1, 13).distinct().toArray());
    int items = 12;
    double lambda = 3;
    Dataset manyUsers = data(items, users);
    double[][] expected = easeByGauss(manyUsers, lambda);
    Ease ease = Ease.learn(manyUsers, lambda);
    for (int i = 1; i <= items; i++) {
      float[] scores = scores(ease, items, i);
      for (int j = 1; j <= items; j++) {
        assertThat((double) scores[j]).isCloseTo(expected[i - 1][j - 1], within(1e-4));
      }
    }
    Dataset fewUsers = data(items, Arrays.copyOf(users, 7));
    expected = easeByGauss(fewUsers, lambda);
    ease = Ease.learn(fewUsers, lambda);
    for (int i = 1; i <= items; i++) {
      float[] scores = scores(ease, items, i);
      for (int j = 1; j <= items; j++) {
        assertThat((double) scores[j]).isCloseTo(expected[i - 1][j - 1], within(1e-4));
      }
    }
  }

  @Test
  void easeOfTheNewestItemsForgetsTheOlderOnes() {
    Dataset data = data(6, new int[] {1, 2, 3, 4, 5, 6}, new int[] {1, 3, 2, 5, 4, 6});
    Ease ease = Ease.learn(data, 1);
    assertThat(scores(ease.newest(1), 6, 1, 2)).isEqualTo(scores(ease, 6, 2));
    assertThat(scores(ease, 6, 1, 2)).isNotEqualTo(scores(ease, 6, 2));
  }

  @Test
  void aNonFiniteScoreIsNotHiddenByFusion() {
    Dataset data = data(40, ring(40, 5));
    Scorer broken = scorer("broken", (c, item) -> item == 3 ? Float.NaN : item);
    Fusion fusion = new Fusion("fused", List.of(new Fusion.Part(broken, Fusion.Shape.ROOT, 1)));
    assertThatThrownBy(() -> new Evaluator(data, 1).evaluate(fusion, Split.TEST))
        .isInstanceOf(NonFiniteScoreException.class);
  }

  private interface Rule {
    float score(Context context, int item);
  }

  private static Scorer scorer(String name, Rule rule) {
    return new Scorer() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public long bytes() {
        return 0;
      }

      @Override
      public void score(Context context, float[] scores) {
        for (int item = 0; item < scores.length; item++) {
          scores[item] = rule.score(context, item);
        }
      }
    };
  }

  /** Users who walk round the catalogue, each from another item. */
  private static int[][] ring(int items, int users) {
    int[][] walks = new int[users][8];
    for (int u = 0; u < users; u++) {
      for (int i = 0; i < 8; i++) {
        walks[u][i] = 1 + (u + i) % items;
      }
    }
    return walks;
  }

  /** The paper's formula with a textbook Gauss-Jordan elimination in double. */
  private static double[][] easeByGauss(Dataset data, double lambda) {
    int n = data.itemCount();
    double[][] a = new double[n][2 * n];
    for (int u = 0; u < data.users(); u++) {
      int[] row = Arrays.stream(data.train(u).items()).distinct().toArray();
      for (int i : row) {
        for (int j : row) {
          a[i - 1][j - 1]++;
        }
      }
    }
    for (int i = 0; i < n; i++) {
      a[i][i] += lambda;
      a[i][n + i] = 1;
    }
    for (int p = 0; p < n; p++) {
      double pivot = a[p][p];
      for (int j = 0; j < 2 * n; j++) {
        a[p][j] /= pivot;
      }
      for (int i = 0; i < n; i++) {
        double factor = a[i][p];
        for (int j = 0; i != p && j < 2 * n; j++) {
          a[i][j] -= factor * a[p][j];
        }
      }
    }
    double[][] b = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        b[i][j] = i == j ? 0 : -a[i][n + j] / a[j][n + j];
      }
    }
    return b;
  }

  private static float[] scores(Scorer scorer, int items, int... context) {
    float[] scores = new float[items + 1];
    scorer.score(context(context), scores);
    return scores;
  }

  private static Context context(int... items) {
    int[] ones = new int[items.length];
    Arrays.fill(ones, 1);
    return new Context(0, items, ones, ones);
  }

  private static Dataset data(int items, int[]... users) {
    List<Items.Item> table = new ArrayList<>();
    for (int i = 1; i <= items; i++) {
      table.add(new Items.Item("i" + i, "", List.of(), 1));
    }
    List<Sequence> sequences = new ArrayList<>();
    for (int[] user : users) {
      int[] ones = new int[user.length];
      Arrays.fill(ones, 1);
      sequences.add(new Sequence(user, ones, ones, new long[user.length]));
    }
    return new Dataset(
        new FeatureSchema(5, List.of("other"), List.of(60L)), new Items(table), sequences);
  }
}
