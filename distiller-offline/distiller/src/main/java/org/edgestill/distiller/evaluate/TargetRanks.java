package org.edgestill.distiller.evaluate;

import java.util.Arrays;
import org.edgestill.distiller.data.Context;

/**
 * The ranks of one user's targets among the candidates.
 *
 * <p>Ties are broken against the model: a target ranks behind every other item with the same score,
 * so a model that scores everything alike gains nothing. A score that is not finite is an error:
 * comparisons with NaN are false, and its model would look perfect.
 */
public final class TargetRanks {

  private TargetRanks() {}

  /**
   * Ranks among the whole catalogue, items of the context left out.
   *
   * @param scores length V + 1, index = item number, [0] is ignored; overwritten
   * @param targets item numbers, none twice
   * @param model who gave the scores, for the error
   * @return the rank of each target, from 1
   * @throws NonFiniteScoreException if any score is NaN or infinite
   */
  public static int[] of(float[] scores, Context context, int[] targets, String model) {
    requireFinite(scores, model);
    Protocol.FULL.leaveOut(scores, context, targets);
    return among(scores, targets);
  }

  static void requireFinite(float[] scores, String model) {
    for (int item = 1; item < scores.length; item++) {
      if (!Float.isFinite(scores[item])) {
        throw new NonFiniteScoreException(
            "'%s' gave item %d the score %s; train it again, nothing can be ranked by that"
                .formatted(model, item, scores[item]));
      }
    }
  }

  /**
   * For each target, 1 + the other candidates that are not worse + the targets that are better;
   * targets that score alike follow one another.
   *
   * @param scores minus infinity for what is no candidate; overwritten
   */
  static int[] among(float[] scores, int[] targets) {
    float[] ascending = new float[targets.length];
    for (int i = 0; i < targets.length; i++) {
      ascending[i] = scores[targets[i]];
    }
    float[] ofTargets = ascending.clone();
    Arrays.sort(ascending);
    for (int target : targets) {
      scores[target] = Float.NEGATIVE_INFINITY;
    }
    // better[i]: others that are not worse than the i-th worst target but worse than the next one
    int[] better = new int[targets.length];
    for (int item = 1; item < scores.length; item++) {
      int reached = notAbove(ascending, scores[item]);
      if (reached > 0) {
        better[reached - 1]++;
      }
    }
    int[] ranks = new int[targets.length];
    for (int i = 0; i < ranks.length; i++) {
      int place = notAbove(ascending, ofTargets[i]) - 1;
      int above = ranks.length - 1 - place;
      for (int b = place; b < better.length; b++) {
        above += better[b];
      }
      for (int before = 0; before < i; before++) {
        above += ofTargets[before] == ofTargets[i] ? 1 : 0;
      }
      ranks[i] = above + 1;
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
