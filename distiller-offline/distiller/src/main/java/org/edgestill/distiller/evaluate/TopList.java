package org.edgestill.distiller.evaluate;

import java.util.Arrays;

/** What a user would be shown: the best candidates, the lower item number first among equals. */
final class TopList {

  private TopList() {}

  /**
   * The best items.
   *
   * @param scores minus infinity for what is no candidate, {@link Scorer#UNLISTED} for what the
   *     model would not show
   * @return item numbers, best first; fewer than k if there are fewer
   */
  static int[] of(float[] scores, int k) {
    int[] best = new int[k];
    int size = 0;
    for (int item = 1; item < scores.length; item++) {
      float score = scores[item];
      if (score <= Scorer.UNLISTED || (size == k && score <= scores[best[k - 1]])) {
        continue;
      }
      int at = size == k ? k - 1 : size++;
      for (; at > 0 && scores[best[at - 1]] < score; at--) {
        best[at] = best[at - 1];
      }
      best[at] = item;
    }
    return Arrays.copyOf(best, size);
  }
}
