package org.edgestill.updates.internal;

/**
 * Compares shares that were counted. Bounds are one-sided and hold for small counts and for shares
 * near 0 and 1, where the textbook interval does not.
 */
final class Proportions {

  private Proportions() {}

  /** So many of n. */
  record Count(long hits, long n) {
    Count {
      if (n < 1 || hits < 0 || hits > n) {
        throw new IllegalArgumentException(hits + " of " + n);
      }
    }

    double share() {
      return (double) hits / n;
    }

    /**
     * The true share is below this only if something happened that is as improbable as z says (E.
     * B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22,
     * 1927).
     */
    double low(double z) {
      return (centre(z) - spread(z)) / (1 + z * z / n);
    }

    /** As {@link #low}: the true share is above this only so improbably. */
    double high(double z) {
      return (centre(z) + spread(z)) / (1 + z * z / n);
    }

    private double centre(double z) {
      return share() + z * z / (2.0 * n);
    }

    private double spread(double z) {
      double p = share();
      return z * Math.sqrt(p * (1 - p) / n + z * z / (4.0 * n * n));
    }
  }

  /**
   * How much larger the first share is than a multiple of the second, at least: the Wilson bounds
   * of both, put together as by R. G. Newcombe (Interval estimation for the difference between
   * independent proportions, Statistics in Medicine 17, 1998, method 10), and for a factor other
   * than 1 by the same rule (G. Y. Zou, A. Donner, Statistics in Medicine 27, 2008).
   *
   * @param factor of the second share, not negative
   * @param z standard errors of the one-sided bound
   */
  static double leastExcess(Count first, double factor, Count second, double z) {
    double below = first.share() - first.low(z);
    double above = factor * (second.high(z) - second.share());
    return first.share() - factor * second.share() - Math.hypot(below, above);
  }

  /** How much a share has fallen below a multiple of an earlier one, at least. */
  static double leastShortfall(Count now, double factor, Count before, double z) {
    double above = now.high(z) - now.share();
    double below = factor * (before.share() - before.low(z));
    return factor * before.share() - now.share() - Math.hypot(above, below);
  }
}
