package org.edgestill.distiller.evaluate;

import java.util.Arrays;
import org.edgestill.distiller.data.Context;

/**
 * The ranks of one user's targets among the whole catalogue.
 *
 * <p>Items of the context are left out, except a target itself should the user have met it before.
 * Ties are broken against the model: a target ranks behind every other item with the same score, so
 * a model that scores everything alike gains nothing. A score that is not finite is an error:
 * comparisons with NaN are false, and its model would look perfect.
 */
public final class TargetRanks {

  private TargetRanks() {}

  /**
   * For each target, 1 + the candidates that are not worse; targets that score alike follow one
   * another.
   *
   * @param scores length V + 1, index = item number, [0] is ignored; overwritten
   * @param targets item numbers, none twice
   * @param model who gave the scores, for the error
   * @return the ranks from 1, ascending; as many as there are targets
   * @throws NonFiniteScoreException if any score is NaN or infinite
   */
  public static int[] of(float[] scores, Context context, int[] targets, String model) {
    for (int item = 1; item < scores.length; item++) {
      if (!Float.isFinite(scores[item])) {
        throw new NonFiniteScoreException(
            "'%s' gave item %d the score %s; train it again, nothing can be ranked by that"
                .formatted(model, item, scores[item]));
      }
    }
    float[] ofTargets = new float[targets.length];
    for (int i = 0; i < targets.length; i++) {
      ofTargets[i] = scores[targets[i]];
    }
    Arrays.sort(ofTargets);
    for (int seen : context.items()) {
      scores[seen] = Float.NEGATIVE_INFINITY;
    }
    for (int target : targets) {
      scores[target] = Float.NEGATIVE_INFINITY;
    }
    // better[i]: others that are not worse than the i-th worst target but worse than the next one
    int[] better = new int[targets.length];
    for (int item = 1; item < scores.length; item++) {
      int reached = notAbove(ofTargets, scores[item]);
      if (reached > 0) {
        better[reached - 1]++;
      }
    }
    int[] ranks = new int[targets.length];
    int above = 0;
    for (int i = 0; i < ranks.length; i++) {
      above += better[ranks.length - 1 - i];
      ranks[i] = above + i + 1;
    }
    return ranks;
  }

  /** How many of the ascending values are at most a score. */
  private static int notAbove(float[] ascending, float score) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending[middle] <= score) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
