package org.edgestill.distiller.train;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.baseline.Transitions;
import org.edgestill.distiller.data.Context;
import org.edgestill.graph.TransitionPrior;

/**
 * Makes the sparse transition prior of a student: of each item the strongest successors in a Markov
 * chain, with the square root of their weight, which keeps one loud pair from drowning all else.
 */
final class TransitionPriors {

  private TransitionPriors() {}

  /**
   * The prior with weight 1.
   *
   * @param items V
   * @param successors how many of each item are kept
   */
  static TransitionPrior of(Markov chain, int items, int successors) {
    Transitions all = chain.transitions();
    int[] successor = new int[(items + 1) * successors];
    float[] value = new float[successor.length];
    for (int item = 1; item <= items; item++) {
      int[] best =
          IntStream.range(all.starts()[item], all.starts()[item + 1])
              .boxed()
              .sorted(Comparator.comparingDouble(i -> -all.weights()[i]))
              .limit(successors)
              .mapToInt(Integer::intValue)
              .toArray();
      for (int s = 0; s < best.length; s++) {
        successor[item * successors + s] = all.successors()[best[s]];
        value[item * successors + s] = (float) Math.sqrt(all.weights()[best[s]]);
      }
    }
    Markov.Settings settings = chain.settings();
    return new TransitionPrior(
        successors, settings.window(), 1, (float) settings.decay(), successor, value);
  }

  /** A value of the prior without what one user added to the weight it was made from. */
  static float without(float value, float own) {
    return (float) Math.sqrt(Math.max(0, value * value - own));
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
