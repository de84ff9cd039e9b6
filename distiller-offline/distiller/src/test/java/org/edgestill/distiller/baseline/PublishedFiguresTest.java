package org.edgestill.distiller.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.data.MlLatestSmall;
import org.edgestill.distiller.evaluate.Evaluation;
import org.edgestill.distiller.evaluate.Evaluator;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.evaluate.Scorer;
import org.edgestill.distiller.evaluate.Split;
import org.junit.jupiter.api.Test;

/** What an independent program measured on the same data and split (HR@10 and NDCG@10, test). */
class PublishedFiguresTest {

  private final Dataset data = MlLatestSmall.prepare().data();
  private final Evaluator evaluator = new Evaluator(data, 1);

  @Test
  void popularityMarkovAndEaseDoWhatTheyDoElsewhere() {
    assertDoes(new Popularity(data), 0.044, 0.021);
    assertDoes(Markov.learn(data, Markov.Settings.BASELINE), 0.123, 0.070);
    Ease ease = Ease.learn(data, 200);
    assertDoes(ease, 0.085, 0.040);
    assertDoes(Ease.learn(data, 500).newest(10), 0.123, 0.063);
  }

  @Test
  void fusedBaselinesBeatEachAlone() {
    Markov markov = Markov.learn(data, Markov.Settings.BASELINE);
    Ease ease = Ease.fit(data, List.of(100.0, 200.0), 10, BehaviourWeights.EQUAL);
    Fusion fusion =
        FusionFit.fit(
                "fused",
                data,
                List.of(
                    new Fusion.Part(markov, Fusion.Shape.ROOT, 1),
                    new Fusion.Part(ease, Fusion.Shape.AS_IS, 1)),
                1)
            .fusion();
    double fused = evaluator.value(fusion, Split.TEST, Metric.NDCG_10);
    assertThat(fused).isGreaterThan(evaluator.value(markov, Split.TEST, Metric.NDCG_10));
    assertThat(fused).isGreaterThan(evaluator.value(ease, Split.TEST, Metric.NDCG_10));
    Markov refitted = Markov.learn(data.withValidation(), Markov.Settings.BASELINE);
    assertThat(evaluator.value(refitted, Split.TEST, Metric.NDCG_10))
        .isGreaterThan(evaluator.value(markov, Split.TEST, Metric.NDCG_10));
  }

  private void assertDoes(Scorer scorer, double hr10, double ndcg10) {
    Evaluation evaluation = evaluator.evaluate(scorer, Split.TEST);
    // 610 users: one hit is .0016
    assertThat(evaluation.value(Metric.HR_10)).as(scorer.name()).isCloseTo(hr10, within(0.006));
    assertThat(evaluation.value(Metric.NDCG_10)).as(scorer.name()).isCloseTo(ndcg10, within(0.003));
  }
}
