package org.edgestill.distiller.evaluate;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Percentile bootstrap over users (Efron and Tibshirani, 1993): users are resampled with
 * replacement, and the interval holds the middle 95 % of the means. All models of an evaluation
 * share the resamples. Immutable.
 */
public final class Bootstrap {

  static final int RESAMPLES = 1_000;

  private static final double LOW = 0.025;
  private static final double HIGH = 0.975;

  private final int users;
  private final long seed;

  /** How often each user is in each resample, [resample][user]; drawn once, used by all models. */
  private final byte[][] counts;

  /**
   * Draws the resamples.
   *
   * @param users how many values a mean is of
   * @param seed the same seed gives the same intervals
   */
  public Bootstrap(int users, long seed) {
    this.users = users;
    this.seed = seed;
    this.counts = new byte[RESAMPLES][users];
    SplittableRandom random = new SplittableRandom(seed);
    for (byte[] resample : counts) {
      for (int i = 0; i < users; i++) {
        resample[random.nextInt(users)]++; // no user comes near 127 times
      }
    }
  }

  /** How many users there are. */
  public int users() {
    return users;
  }

  /** What the resamples were drawn with. */
  public long seed() {
    return seed;
  }

  /** The mean of one value per user, with its interval; 0 if there are no users. */
  public Measured mean(double[] values) {
    return middle(Arrays.stream(values).average().orElse(0), resampled(values));
  }

  /** The mean of each resample. */
  double[] resampled(double[] values) {
    if (values.length != users) {
      throw new IllegalArgumentException(
          values.length + " values, but the resamples are of " + users + " users");
    }
    // most values are misses: only the others are added up
    int[] at = IntStream.range(0, users).filter(i -> values[i] != 0).toArray();
    double[] means = new double[RESAMPLES];
    for (int r = 0; r < RESAMPLES; r++) {
      double sum = 0;
      for (int i : at) {
        sum += counts[r][i] * values[i];
      }
      means[r] = users == 0 ? 0 : sum / users;
    }
    return means;
  }

  /** A value with the middle 95 % of its resampled ones, which are sorted. */
  static Measured middle(double value, double[] resampled) {
    Arrays.sort(resampled);
    return new Measured(
        value,
        resampled[(int) (resampled.length * LOW)],
        resampled[(int) (resampled.length * HIGH) - 1]);
  }
}
