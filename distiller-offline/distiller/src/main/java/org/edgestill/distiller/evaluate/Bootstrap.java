package org.edgestill.distiller.evaluate;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Percentile bootstrap over users: resample users with replacement, look at the spread. */
public final class Bootstrap {

  private static final int RESAMPLES = 1_000;

  private Bootstrap() {}

  /** The mean of one value per user, with its interval; the same seed gives the same interval. */
  public static Measured mean(double[] values, long seed) {
    if (values.length == 0) {
      return new Measured(0, 0, 0);
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = new double[RESAMPLES];
    for (int r = 0; r < RESAMPLES; r++) {
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        sum += values[random.nextInt(values.length)];
      }
      means[r] = sum / values.length;
    }
    Arrays.sort(means);
    return new Measured(
        Arrays.stream(values).sum() / values.length,
        means[(int) (RESAMPLES * 0.025)],
        means[(int) (RESAMPLES * 0.975) - 1]);
  }
}
