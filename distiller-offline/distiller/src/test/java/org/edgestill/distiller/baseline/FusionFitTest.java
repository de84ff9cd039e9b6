package org.edgestill.distiller.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.data.Items;
import org.edgestill.distiller.data.Sequence;
import org.edgestill.distiller.evaluate.Evaluator;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.evaluate.NonFiniteScoreException;
import org.edgestill.distiller.evaluate.Scorer;
import org.edgestill.distiller.evaluate.Split;
import org.junit.jupiter.api.Test;

class FusionFitTest {

  private static final int ITEMS = 60;
  private static final Dataset DATA = data(400);

  @Test
  void twoModelsThatKnowHalfEachAreWorthMoreThanTheBetterOne() {
    // both point at the target, through noise of their own; on scales that have nothing in common
    Scorer good = hint("good", 2, 1, 1e-3f);
    Scorer worse = hint("worse", 1.5, 2, 1e6f);
    Scorer noise = hint("noise", 0, 3, 1);
    FusionFit.Learned learned = fit(noise, good, worse);
    List<Fusion.Part> parts = learned.fusion().parts();
    assertThat(parts.get(1).weight()).isEqualTo(1);
    assertThat(parts.get(2).weight()).isBetween(0.4, 1.0);
    assertThat(parts.get(0).weight()).isLessThan(0.2);
    assertThat(learned.bestPart()).isEqualTo("good");
    assertThat(learned.gain().low()).isPositive();
    Evaluator evaluator = new Evaluator(DATA, 1);
    assertThat(learned.partNdcg10().get(1))
        .isCloseTo(evaluator.value(good, Split.VALIDATION, Metric.NDCG_10), within(1e-9));
    assertThat(evaluator.value(learned.fusion(), Split.VALIDATION, Metric.NDCG_10))
        .isCloseTo(learned.ndcg10(), within(0.02));
    // on test targets, which nothing was learned from, the gain is there too
    assertThat(evaluator.value(learned.fusion(), Split.TEST, Metric.NDCG_10))
        .isGreaterThan(evaluator.value(good, Split.TEST, Metric.NDCG_10) + 0.03);
  }

  @Test
  void aModelThatMisleadsIsLeftOutAndNotTurnedRound() {
    Scorer good = hint("good", 2, 1, 1);
    Scorer wrong = hint("wrong", -1, 2, 1);
    FusionFit.Learned learned = fit(good, wrong);
    assertThat(learned.fusion().parts()).extracting(Fusion.Part::weight).containsExactly(1.0, 0.0);
    assertThat(learned.fusion()).hasToString("good");
    assertThat(learned.fusion().bytes()).isEqualTo(good.bytes());
  }

  @Test
  void theSoftmaxOfTheFusedScoresIsCalibrated() {
    Scorer good = hint("good", 2, 1, 1);
    FusionFit.Learned learned = fit(good);
    double claimed = 0;
    double came = 0;
    float[] scores = new float[ITEMS + 1];
    for (int user = 0; user < DATA.users(); user++) {
      Context context = DATA.validContext(user);
      learned.fusion().score(context, scores);
      double[] p = probabilities(scores, context, learned.temperature());
      int best = IntStream.rangeClosed(1, ITEMS).reduce(1, (a, b) -> p[b] > p[a] ? b : a);
      claimed += p[best];
      came += best == DATA.validItems(user)[0] ? 1 : 0;
    }
    assertThat(came).isGreaterThan(50);
    assertThat(claimed / came).isBetween(0.8, 1.25);
  }

  private static double[] probabilities(float[] scores, Context context, double temperature) {
    double[] p = new double[scores.length];
    for (int item = 1; item < p.length; item++) {
      p[item] = Math.exp(scores[item] / temperature);
    }
    for (int item : context.items()) {
      p[item] = 0;
    }
    double sum = Arrays.stream(p).sum();
    return Arrays.stream(p).map(each -> each / sum).toArray();
  }

  @Test
  void theSameSeedGivesTheSameWeights() {
    Scorer good = hint("good", 2, 1, 1);
    Scorer worse = hint("worse", 1, 2, 1);
    assertThat(fit(good, worse).fusion()).hasToString(fit(good, worse).fusion().toString());
  }

  @Test
  void aScoreThatIsNotFiniteIsAnError() {
    Scorer broken = hint("broken", 1, 1, Float.NaN);
    assertThatThrownBy(() -> fit(broken))
        .isInstanceOf(NonFiniteScoreException.class)
        .hasMessageContaining("broken");
  }

  @Test
  void likeliestWeightsAreWhereTheSlopeIsZero() {
    SplittableRandom random = new SplittableRandom(4);
    List<FusionTask.User> users =
        IntStream.range(0, 200)
            .mapToObj(
                u -> {
                  float[][] scores = new float[2][20];
                  for (int i = 0; i < 20; i++) {
                    scores[0][i] = (float) random.nextGaussian() + (i == 0 ? 1.5f : 0);
                    scores[1][i] = (float) random.nextGaussian() + (i == 0 ? 0.8f : 0);
                  }
                  return new FusionTask.User(scores, 1, 10, Math.log(3));
                })
            .toList();
    double[] weights = ListwiseFit.fit(users, new double[] {0.5, 0.5});
    double here = loss(users, weights);
    for (int p = 0; p < 2; p++) {
      for (double step : new double[] {-0.01, 0.01}) {
        double[] other = weights.clone();
        other[p] += step;
        assertThat(loss(users, other)).isGreaterThan(here);
      }
    }
  }

  private static double loss(List<FusionTask.User> users, double[] weights) {
    double loss = 0;
    for (FusionTask.User user : users) {
      float[] scores = FusionTask.sum(user, weights);
      double sum = 0;
      for (int i = 0; i < scores.length; i++) {
        sum += Math.exp(scores[i]) * (i < 10 ? 1 : 3);
      }
      loss += Math.log(sum) - scores[0];
    }
    return loss / users.size();
  }

  private static FusionFit.Learned fit(Scorer... scorers) {
    return FusionFit.fit(
        "fused",
        DATA,
        Arrays.stream(scorers)
            .map(scorer -> new Fusion.Part(scorer, Fusion.Shape.AS_IS, 1))
            .toList(),
        3);
  }

  /** Knows the next item through noise: what a model could know at best. */
  private static Scorer hint(String name, double strength, long seed, float scale) {
    return new Scorer() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public long bytes() {
        return name.length();
      }

      @Override
      public void score(Context context, float[] scores) {
        SplittableRandom random =
            new SplittableRandom(seed * 1_000_003 + context.user() * 31L + context.length());
        int next = DATA.everything(context.user()).items()[context.length()];
        for (int item = 0; item < scores.length; item++) {
          double value = random.nextGaussian() + (item == next ? strength : 0);
          scores[item] = (float) value * scale;
        }
      }
    };
  }

  private static Dataset data(int users) {
    SplittableRandom random = new SplittableRandom(1);
    List<Items.Item> items =
        IntStream.rangeClosed(1, ITEMS)
            .mapToObj(i -> new Items.Item("i" + i, "", List.of(), 1))
            .toList();
    List<Sequence> sequences =
        IntStream.range(0, users)
            .mapToObj(
                u -> {
                  int[] walk = random.ints(1, ITEMS + 1).distinct().limit(6).toArray();
                  int[] ones = new int[walk.length];
                  Arrays.fill(ones, 1);
                  return new Sequence(walk, ones, ones, new long[walk.length]);
                })
            .toList();
    return new Dataset(
        new FeatureSchema(5, List.of("other"), List.of(60L)), new Items(items), sequences);
  }
}
