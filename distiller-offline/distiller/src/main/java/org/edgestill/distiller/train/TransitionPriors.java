package org.edgestill.distiller.train;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.graph.TransitionPrior;

/**
 * Makes the sparse transition prior of a student: of each item the most counted successors, with
 * the square root of the count, which keeps one loud pair from drowning everything else.
 */
final class TransitionPriors {

  private TransitionPriors() {}

  /** The prior with weight 1. */
  static TransitionPrior of(Dataset data, StudentSettings.PriorSettings settings) {
    TransitionCounts counts = TransitionCounts.count(data, settings.window(), settings.decay());
    int kept = settings.successors();
    int[] successor = new int[(data.itemCount() + 1) * kept];
    float[] value = new float[successor.length];
    for (int item = 1; item <= data.itemCount(); item++) {
      int[] best =
          IntStream.range(counts.from(item), counts.to(item))
              .boxed()
              .sorted(Comparator.comparingDouble(i -> -counts.count(i)))
              .limit(kept)
              .mapToInt(Integer::intValue)
              .toArray();
      for (int s = 0; s < best.length; s++) {
        successor[item * kept + s] = counts.successor(best[s]);
        value[item * kept + s] = (float) Math.sqrt(counts.count(best[s]));
      }
    }
    return new TransitionPrior(
        kept, settings.window(), 1, (float) settings.decay(), successor, value);
  }

  static TransitionPrior weighted(TransitionPrior prior, double weight) {
    return new TransitionPrior(
        prior.successors(),
        prior.window(),
        (float) weight,
        prior.decay(),
        prior.successor(),
        prior.value());
  }

  /** Adds what the graph would add. */
  static void add(TransitionPrior prior, Context context, float[] scores) {
    int[] items = context.items();
    float factor = prior.weight();
    for (int back = 0; back < prior.window() && back < items.length; back++) {
      int row = items[items.length - 1 - back] * prior.successors();
      for (int s = row; s < row + prior.successors(); s++) {
        scores[prior.successor()[s]] += factor * prior.value()[s];
      }
      factor *= prior.decay();
    }
  }
}
