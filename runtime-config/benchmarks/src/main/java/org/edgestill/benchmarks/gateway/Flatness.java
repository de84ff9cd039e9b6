package org.edgestill.benchmarks.gateway;

import java.util.Arrays;
import java.util.List;
import org.edgestill.benchmarks.Claim;
import org.edgestill.benchmarks.Figure;

/**
 * Whether something that was looked at again and again has stopped growing: its median in the last
 * quarter of the looks against that of the second. The first one is for getting warm.
 *
 * @param early the second quarter
 * @param late the last quarter
 */
record Flatness(Figure early, Figure late) {
  private static final int QUARTERS = 4;

  /** The fewest looks that can be judged. */
  static final int FEWEST = 2 * QUARTERS;

  /**
   * Judges.
   *
   * @param samples in the order of time, at equal distances
   * @throws IllegalArgumentException if there are fewer than {@value #FEWEST}
   */
  static Flatness of(String name, String unit, List<Double> samples) {
    int size = samples.size();
    if (size < FEWEST) {
      throw new IllegalArgumentException(
          name + " was looked at " + size + " times; " + FEWEST + " are needed");
    }
    double[] all = samples.stream().mapToDouble(Double::doubleValue).toArray();
    return new Flatness(
        Figure.of(
            name + "/second-quarter", unit, Arrays.copyOfRange(all, size / QUARTERS, size / 2)),
        Figure.of(
            name + "/last-quarter", unit, Arrays.copyOfRange(all, size - size / QUARTERS, size)));
  }

  /** That it grew by no more than this. */
  Claim claim(String what, double limit) {
    return Claim.ratio(what, late, early, limit);
  }
}
