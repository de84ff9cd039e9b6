package org.edgestill.benchmarks;

import java.util.Arrays;

/**
 * Something measured several times.
 *
 * @param name unique in its part, for instance {@code recommend/100k/history-20}
 * @param unit of the values, for instance {@code us} or {@code bytes}
 * @param median of the samples
 * @param low their lower quartile
 * @param high their upper quartile
 * @param samples how many there were
 */
public record Figure(
    String name, String unit, double median, double low, double high, int samples) {

  /**
   * Puts samples together.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Figure of(String name, String unit, double... samples) {
    if (samples.length == 0) {
      throw new IllegalArgumentException(name + " was not measured once");
    }
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    return new Figure(
        name,
        unit,
        quantile(sorted, 0.5),
        quantile(sorted, 0.25),
        quantile(sorted, 0.75),
        sorted.length);
  }

  /** Linear interpolation between order statistics: definition 7 of Hyndman and Fan, 1996. */
  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
