package org.edgestill.distiller.run;

import org.edgestill.distiller.data.InputException;
import org.edgestill.distiller.evaluate.Protocol;

/**
 * How models are measured.
 *
 * @param filterSeen whether items that a user has met are left out of the ranking
 * @param negatives 0 ranks the whole catalogue, else this many random items besides the targets
 */
public record EvaluationSettings(boolean filterSeen, int negatives) {

  public EvaluationSettings {
    if (negatives < 0) {
      throw new InputException(
          "evaluation.negatives must be 0 for the whole catalogue, or how many items are sampled,"
              + " but is "
              + negatives);
    }
  }

  Protocol protocol(long seed) {
    return new Protocol(filterSeen, negatives, seed);
  }
}
