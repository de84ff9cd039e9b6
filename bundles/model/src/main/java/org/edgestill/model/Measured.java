package org.edgestill.model;

/**
 * A quality figure with its interval.
 *
 * @param value what was measured, finite
 * @param low the lower end of the 95 % bootstrap interval; equal to the value if there is none
 * @param high the upper end; equal to the value if there is none
 */
public record Measured(double value, double low, double high) {

  /**
   * Checks that all are finite and in order.
   *
   * @throws IllegalArgumentException if they are not
   */
  public Measured {
    if (!Double.isFinite(value) || !Double.isFinite(low) || !Double.isFinite(high) || low > high) {
      throw new IllegalArgumentException(
          "a measured figure must be finite, low to high: "
              + value
              + " ["
              + low
              + ", "
              + high
              + "]");
    }
  }

  /** A figure without an interval. */
  public static Measured of(double value) {
    return new Measured(value, value, value);
  }
}
