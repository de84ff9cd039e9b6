package org.edgestill.distiller.evaluate;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.edgestill.distiller.data.Context;

/**
 * Against which items a target has to hold its own.
 *
 * @param filterSeen whether items of the context are left out, except the targets themselves; right
 *     where nobody needs the same item twice, wrong where people come back to an item
 * @param negatives 0 ranks the whole catalogue; else each user's targets are ranked among this many
 *     random others only. Such figures are much higher and may order models wrongly (Krichene and
 *     Rendle, "On Sampled Metrics for Item Recommendation", KDD 2020): for comparison with papers
 *     that have no others
 * @param seed of the sampled items, which are the same for all models
 */
public record Protocol(boolean filterSeen, int negatives, long seed) {

  /** The whole catalogue, without what the user has met. */
  public static final Protocol FULL = new Protocol(true, 0, 0);

  public Protocol {
    if (negatives < 0) {
      throw new IllegalArgumentException("negatives must not be below 0, but are " + negatives);
    }
  }

  /** Whether only a sample is ranked. */
  public boolean sampled() {
    return negatives > 0;
  }

  /** In words, for a report. */
  public String description() {
    return (sampled()
            ? "only %,d random items ranked besides the targets".formatted(negatives)
            : "whole catalogue ranked")
        + (filterSeen ? ", items already met left out" : ", items already met are candidates too");
  }

  /** Takes away what is no candidate, by the score minus infinity. */
  void leaveOut(float[] scores, Context context, int[] targets) {
    if (!filterSeen) {
      return;
    }
    float[] ofTargets = new float[targets.length];
    for (int i = 0; i < targets.length; i++) {
      ofTargets[i] = scores[targets[i]];
    }
    for (int seen : context.items()) {
      scores[seen] = Float.NEGATIVE_INFINITY;
    }
    for (int i = 0; i < targets.length; i++) {
      scores[targets[i]] = ofTargets[i];
    }
  }

  /** Leaves only the targets and a sample of the other candidates. */
  void sample(float[] scores, Context context, int[] targets) {
    BitSet others = new BitSet(scores.length);
    others.set(1, scores.length);
    for (int target : targets) {
      others.clear(target);
    }
    for (int item = others.nextSetBit(0); item >= 0; item = others.nextSetBit(item + 1)) {
      if (scores[item] == Float.NEGATIVE_INFINITY) {
        others.clear(item);
      }
    }
    int[] candidates = others.stream().toArray();
    SplittableRandom random = new SplittableRandom(seed * 31 + context.user());
    for (int i = 0; i < candidates.length; i++) {
      if (i >= negatives) {
        scores[candidates[i]] = Float.NEGATIVE_INFINITY;
      } else {
        // Fisher and Yates: the first ones are a sample without repetition
        int j = i + random.nextInt(candidates.length - i);
        int swap = candidates[i];
        candidates[i] = candidates[j];
        candidates[j] = swap;
      }
    }
  }
}
