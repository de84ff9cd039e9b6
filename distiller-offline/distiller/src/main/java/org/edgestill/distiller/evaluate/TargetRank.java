package org.edgestill.distiller.evaluate;

import org.edgestill.distiller.data.Context;

/**
 * The rank of one user's target among the whole catalogue.
 *
 * <p>Items of the context are left out, except the target itself should the user have met it
 * before. Ties are broken against the model: the target ranks behind every item with the same
 * score, so a model that scores everything alike gains nothing. A score that is not finite is an
 * error: comparisons with NaN are false, and its model would look perfect.
 */
public final class TargetRank {

  private TargetRank() {}

  /**
   * 1 + the candidates that are not worse than the target.
   *
   * @param scores length V + 1, index = item number, [0] is ignored; overwritten
   * @param model who gave the scores, for the error
   * @throws NonFiniteScoreException if any score is NaN or infinite
   */
  public static int of(float[] scores, Context context, int target, String model) {
    for (int item = 1; item < scores.length; item++) {
      if (!Float.isFinite(scores[item])) {
        throw new NonFiniteScoreException(
            "'%s' gave item %d the score %s; train it again, nothing can be ranked by that"
                .formatted(model, item, scores[item]));
      }
    }
    float best = scores[target];
    for (int seen : context.items()) {
      scores[seen] = Float.NEGATIVE_INFINITY;
    }
    scores[target] = Float.NEGATIVE_INFINITY;
    int rank = 1;
    for (int item = 1; item < scores.length; item++) {
      if (scores[item] >= best) {
        rank++;
      }
    }
    return rank;
  }
}
