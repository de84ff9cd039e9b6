package org.edgestill.distiller.baseline;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.evaluate.Evaluation;
import org.edgestill.distiller.evaluate.Evaluator;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.evaluate.Split;

/**
 * Learns behaviour weights on validation targets, with the Markov chain of every report, which
 * answers in seconds what a network would in hours. The most frequent behaviour has weight 1. One
 * after the other, from the next frequent on, gets the weight that is best; but only if it is
 * better beyond chance than weight 1 (the 95 % interval of the paired difference in NDCG@10):
 * several weights are tried, and the best of several is always somewhat better by luck.
 */
public final class BehaviourFit {

  private static final List<Double> CANDIDATES = List.of(0.0, 0.25, 0.5, 2.0, 4.0, 8.0);

  /** Rarer behaviours can not move anything, and are not tried. */
  private static final double MIN_SHARE = 0.005;

  private BehaviourFit() {}

  /**
   * Learns.
   *
   * @param seed of the bootstrap
   */
  public static BehaviourWeights fit(Dataset data, long seed) {
    List<Integer> codes = frequent(data);
    Map<String, Double> weights = new HashMap<>();
    Evaluator evaluator = new Evaluator(data, seed);
    if (codes.size() < 2) {
      return BehaviourWeights.EQUAL;
    }
    Evaluation best = evaluation(data, evaluator, weights);
    for (int code : codes.subList(1, codes.size())) {
      String name = data.schema().behaviours().get(code - 1);
      Evaluation alike = best;
      for (double candidate : CANDIDATES) {
        Map<String, Double> other = new HashMap<>(weights);
        other.put(name, candidate);
        Evaluation evaluation = evaluation(data, evaluator, other);
        if (evaluation.value(Metric.NDCG_10) > best.value(Metric.NDCG_10)
            && evaluation.minus(alike, Metric.NDCG_10).difference().low() > 0) {
          best = evaluation;
          weights.put(name, candidate);
        }
      }
    }
    return BehaviourWeights.of(weights, data.schema());
  }

  private static Evaluation evaluation(
      Dataset data, Evaluator evaluator, Map<String, Double> weights) {
    Markov.Settings settings =
        Markov.Settings.BASELINE.with(BehaviourWeights.of(weights, data.schema()));
    return evaluator.evaluate(Markov.learn(data, settings), Split.VALIDATION);
  }

  /** The codes of behaviours that matter, the most frequent first. */
  private static List<Integer> frequent(Dataset data) {
    long[] counts = new long[data.schema().behaviourCodes()];
    for (int user = 0; user < data.users(); user++) {
      for (int code : data.train(user).behaviours()) {
        counts[code]++;
      }
    }
    double enough = MIN_SHARE * data.trainEvents();
    return IntStream.range(1, counts.length)
        .filter(code -> counts[code] > enough)
        .boxed()
        .sorted((a, b) -> Long.compare(counts[b], counts[a]))
        .toList();
  }
}
