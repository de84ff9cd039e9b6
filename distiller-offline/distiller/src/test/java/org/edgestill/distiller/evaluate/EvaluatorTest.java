package org.edgestill.distiller.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.data.Items;
import org.edgestill.distiller.data.Sequence;
import org.junit.jupiter.api.Test;

class EvaluatorTest {

  private static final int V = 30;

  /** Two users; targets 4 (validation) and 5 (test), and 9 and 10. */
  private final Dataset data = data(new int[] {1, 2, 3, 4, 5}, new int[] {6, 7, 8, 9, 10});

  private final Evaluator evaluator = new Evaluator(data, 7);

  @Test
  void theRankIsOnePlusTheUnseenItemsThatScoreHigher() {
    // item number descending: user 0 has 5 with 6..30 above it; user 1 has 10 with 11..30 above
    Evaluation evaluation = evaluator.evaluate(scorer((c, item) -> item), Split.TEST);
    assertThat(evaluation.ranks()).isDeepEqualTo(new int[][] {{26}, {21}});
    assertThat(evaluator.evaluate(scorer((c, item) -> -item), Split.TEST).ranks())
        .as("1 to 4 are history and do not count")
        .isDeepEqualTo(new int[][] {{1}, {6}});
  }

  @Test
  void tiesCountAgainstTheModel() {
    Evaluation evaluation = evaluator.evaluate(scorer((c, item) -> 1f), Split.TEST);
    assertThat(evaluation.ranks()).isDeepEqualTo(new int[][] {{V - 4}, {V - 4}});
  }

  @Test
  void aTargetThatTheUserMetBeforeStaysACandidate() {
    Dataset repeating = data(new int[] {1, 2, 5, 4, 5});
    int[][] ranks =
        new Evaluator(repeating, 7).evaluate(scorer((c, item) -> -item), Split.TEST).ranks();
    assertThat(ranks).as("behind 3 alone").isDeepEqualTo(new int[][] {{2}});
  }

  @Test
  void noScoreThatIsNotFiniteIsRanked() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      assertThatThrownBy(() -> evaluator.evaluate(scorer((c, i) -> i == 17 ? bad : i), Split.TEST))
          .isInstanceOf(NonFiniteScoreException.class)
          .hasMessageContaining("item 17");
    }
  }

  @Test
  void aScorerThatForgetsToWriteIsFoundOut() {
    Scorer idle = scorer((c, item) -> item);
    Scorer forgetful =
        new Scorer() {
          @Override
          public String name() {
            return idle.name();
          }

          @Override
          public long bytes() {
            return 0;
          }

          @Override
          public void score(Context context, float[] scores) {
            if (context.user() == 0) {
              idle.score(context, scores);
            }
          }
        };
    assertThatThrownBy(() -> evaluator.evaluate(forgetful, Split.TEST))
        .isInstanceOf(NonFiniteScoreException.class);
  }

  @Test
  void metricsFollowFromTheRank() {
    assertThat(Metric.NDCG_10.of(1)).isEqualTo(1);
    assertThat(Metric.NDCG_10.of(3)).isCloseTo(0.5, within(1e-12));
    assertThat(Metric.NDCG_10.of(11)).isZero();
    assertThat(new Metric(Metric.Kind.MRR, 5).of(4)).isEqualTo(0.25);
    assertThat(new Metric(Metric.Kind.PRECISION, 5).of(4)).isEqualTo(0.2);
    assertThat(Metric.ALL).hasSize(18);
    assertThat(Metric.NDCG_10).hasToString("ndcg@10");
  }

  @Test
  void severalTargetsAreRankedInOneList() {
    Context context = data.testContext(0); // 1 to 4 are history
    float[] scores = new float[V + 1];
    for (int item = 0; item <= V; item++) {
      scores[item] = -item;
    }
    assertThat(TargetRanks.of(scores.clone(), context, new int[] {9, 5, 30}, "m"))
        .as("5 and 9 among 5, 6, 7 ..., a target above counts")
        .containsExactly(1, 5, 26);
    Arrays.fill(scores, 1);
    assertThat(TargetRanks.of(scores, context, new int[] {5, 6}, "m"))
        .as("behind the 24 others that are as good, then one after the other")
        .containsExactly(25, 26);
  }

  @Test
  void metricsOfSeveralTargets() {
    int[] ranks = {1, 3, 8, 40};
    assertThat(new Metric(Metric.Kind.HR, 5).of(ranks)).isEqualTo(1);
    assertThat(new Metric(Metric.Kind.RECALL, 5).of(ranks)).isEqualTo(0.5);
    assertThat(new Metric(Metric.Kind.PRECISION, 5).of(ranks)).isEqualTo(0.4);
    assertThat(new Metric(Metric.Kind.MRR, 5).of(ranks)).isEqualTo(1);
    assertThat(new Metric(Metric.Kind.MAP, 5).of(ranks))
        .as("(1/1 + 2/3) / 4")
        .isCloseTo(0.41667, within(1e-5));
    assertThat(new Metric(Metric.Kind.NDCG, 5).of(ranks))
        .as("(1 + 1/2) / (1 + 1/log2(3) + 1/2 + 1/log2(5))")
        .isCloseTo(0.58557, within(1e-5));
    assertThat(new Metric(Metric.Kind.NDCG, 5).of(1, 2, 3, 4, 5, 6, 7))
        .as("no list of five can hold seven")
        .isCloseTo(1, within(1e-12));
    assertThat(new Metric(Metric.Kind.MAP, 5).of(1, 2, 3, 4, 5, 6, 7)).isEqualTo(1);
    assertThat(new Metric(Metric.Kind.MAP, 5).of(6, 7)).isZero();
  }

  @Test
  void intervalsHoldTheMeanAndRepeatWithTheSeed() {
    double[] values = new double[400];
    Arrays.setAll(values, i -> i % 4 == 0 ? 1 : 0);
    Measured measured = Bootstrap.mean(values, 1);
    assertThat(measured.value()).isEqualTo(0.25);
    // normal approximation: 0.25 +- 1.96 * sqrt(.25 * .75 / 400) = 0.25 +- 0.0424
    assertThat(measured.low()).isCloseTo(0.2076, within(0.01));
    assertThat(measured.high()).isCloseTo(0.2924, within(0.01));
    assertThat(Bootstrap.mean(values, 1)).isEqualTo(measured);
  }

  @Test
  void twoModelsAreComparedUserByUser() {
    Evaluation good = evaluator.evaluate(scorer((c, item) -> -item), Split.TEST);
    Evaluation bad = evaluator.evaluate(scorer((c, item) -> item), Split.TEST);
    Measured gain = good.minus(bad, Metric.HR_10);
    assertThat(gain.value()).isEqualTo(1);
    assertThat(gain.low()).isEqualTo(1);
  }

  @Test
  void validationKnowsNothingOfTheTestItem() {
    Context context = data.validContext(0);
    assertThat(context.items()).containsExactly(1, 2, 3);
    assertThat(data.testContext(0).items()).containsExactly(1, 2, 3, 4);
    assertThat(data.train(0).items()).containsExactly(1, 2, 3);
  }

  private interface Rule {
    float score(Context context, int item);
  }

  private static Scorer scorer(Rule rule) {
    return new Scorer() {
      @Override
      public String name() {
        return "rule";
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

  private static Dataset data(int[]... users) {
    List<Items.Item> items = new ArrayList<>();
    for (int i = 1; i <= V; i++) {
      items.add(new Items.Item("i" + i, "", List.of(), 1));
    }
    List<Sequence> sequences = new ArrayList<>();
    for (int[] user : users) {
      int[] ones = new int[user.length];
      Arrays.fill(ones, 1);
      sequences.add(new Sequence(user, ones, ones, new long[user.length]));
    }
    FeatureSchema schema = new FeatureSchema(5, List.of("other"), List.of(60L));
    return new Dataset(schema, new Items(items), sequences);
  }
}
