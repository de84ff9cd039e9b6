package org.edgestill.distiller.train;

import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.data.Dataset;

/**
 * What each user's own sequence added to a Markov chain. When a network learns to imitate the chain
 * on the very events that were counted, the answer would be among the counts; so a user's own
 * transitions are subtracted.
 */
final class OwnTransitions {

  private final Markov.Settings settings;
  private final float[] scale;

  OwnTransitions(Dataset data, Markov.Settings settings) {
    this.settings = settings;
    float[] sums = new float[data.itemCount() + 1];
    for (int user = 0; user < data.users(); user++) {
      int[] items = data.train(user).items();
      for (int i = 0; i < items.length; i++) {
        int from = items[i];
        forEach(items, i, (to, count) -> sums[from] += count);
      }
    }
    for (int item = 0; item < sums.length; item++) {
      sums[item] = sums[item] == 0 ? 0 : (float) (1 / Math.pow(sums[item], settings.power()));
    }
    this.scale = sums;
  }

  /** Hears of transitions to an item. */
  interface Visitor {
    void visit(int to, float weight);
  }

  /** All transitions of one user that start at an item, weighted as in the chain. */
  void visit(int[] sequence, int item, Visitor visitor) {
    for (int i = 0; i < sequence.length; i++) {
      if (sequence[i] == item) {
        forEach(sequence, i, (to, count) -> visitor.visit(to, count * scale[item]));
      }
    }
  }

  private void forEach(int[] sequence, int from, Visitor visitor) {
    float count = 1;
    int end = Math.min(sequence.length, from + 1 + settings.window());
    for (int j = from + 1; j < end; j++) {
      visitor.visit(sequence[j], count);
      count *= (float) settings.decay();
    }
  }
}
