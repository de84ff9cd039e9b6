package org.edgestill.distiller.train;

import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.data.Sequence;

/**
 * What each user's own sequence added to a Markov chain. When a network learns to imitate the chain
 * on the very events that were counted, the answer would be among the counts; so a user's own
 * transitions are subtracted.
 */
final class OwnTransitions {

  private final Markov.Settings settings;

  OwnTransitions(Markov.Settings settings) {
    this.settings = settings;
  }

  /** Hears of transitions to an item. */
  interface Visitor {
    void visit(int to, float weight);
  }

  /** All transitions of one user that start at an item, weighted as in the chain. */
  void visit(Sequence sequence, int item, Visitor visitor) {
    for (int i = 0; i < sequence.length(); i++) {
      if (sequence.items()[i] == item) {
        forEach(sequence, i, visitor);
      }
    }
  }

  private void forEach(Sequence sequence, int from, Visitor visitor) {
    float count = 1;
    int end = Math.min(sequence.length(), from + 1 + settings.window());
    for (int j = from + 1; j < end; j++) {
      visitor.visit(sequence.items()[j], count * settings.weights().of(sequence.behaviours()[j]));
      count *= (float) settings.decay();
    }
  }
}
