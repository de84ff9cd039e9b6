package org.edgestill.model;

import java.util.Arrays;
import java.util.Objects;

/**
 * One input of the model and the answer that it gave at the distiller. The arrays are not copied:
 * do not change them.
 *
 * @param items int64 item numbers, shape [L], 0 is padding
 * @param behaviours int64 behaviour codes, shape [L]
 * @param gaps int64 time-gap codes, shape [L]
 * @param exclude int64 item numbers that must not be answered, shape [M], M from 0
 * @param k how many items were asked for, at least 1
 * @param topItems int64 item numbers, best first, shape [n], n at most k
 * @param topScores float scores of those items, finite, shape [n]
 */
// Arrays, because they are handed to tensors as they are; equals compares their content.
@SuppressWarnings("ArrayRecordComponent")
public record GoldenVector(
    long[] items,
    long[] behaviours,
    long[] gaps,
    long[] exclude,
    int k,
    long[] topItems,
    float[] topScores) {

  /**
   * Checks that the shapes fit each other and the scores are finite.
   *
   * @throws IllegalArgumentException if they do not
   */
  public GoldenVector {
    if (items.length == 0 || behaviours.length != items.length || gaps.length != items.length) {
      throw new IllegalArgumentException("items, behaviours and gaps must have the same length L");
    }
    if (k < 1 || topItems.length > k || topScores.length != topItems.length) {
      throw new IllegalArgumentException(
          "topItems and topScores must have the same length, at most k = " + k);
    }
    for (float score : topScores) {
      if (!Float.isFinite(score)) {
        throw new IllegalArgumentException("a golden score must be finite, but is " + score);
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GoldenVector that
        && k == that.k
        && Arrays.equals(items, that.items)
        && Arrays.equals(behaviours, that.behaviours)
        && Arrays.equals(gaps, that.gaps)
        && Arrays.equals(exclude, that.exclude)
        && Arrays.equals(topItems, that.topItems)
        && Arrays.equals(topScores, that.topScores);
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(items), k, Arrays.hashCode(topItems));
  }

  @Override
  public String toString() {
    return "GoldenVector[L=" + items.length + ", k=" + k + ", top=" + topItems.length + "]";
  }
}
