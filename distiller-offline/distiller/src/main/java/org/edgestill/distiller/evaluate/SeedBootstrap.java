package org.edgestill.distiller.evaluate;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The mean of a value that every user has under every seed, with an interval for both sources of
 * chance: users and seeds are resampled independently of each other (pigeonhole bootstrap; Owen,
 * Annals of Applied Statistics 2007). It errs towards intervals that are too wide. With a handful
 * of seeds their part of the spread is known only roughly, whatever the interval says.
 */
public final class SeedBootstrap {

  private final Bootstrap users;
  private final int seeds;

  /** How often each seed is in each resample, [resample][seed]. */
  private final int[][] counts;

  /**
   * Draws the resamples.
   *
   * @param users how many users there are
   * @param seeds how many trainings there are
   * @param seed of the resampling
   */
  public SeedBootstrap(int users, int seeds, long seed) {
    this.users = new Bootstrap(users, seed);
    this.seeds = seeds;
    this.counts = new int[Bootstrap.RESAMPLES][seeds];
    SplittableRandom random = new SplittableRandom(~seed);
    for (int[] resample : counts) {
      for (int i = 0; i < seeds; i++) {
        resample[random.nextInt(seeds)]++;
      }
    }
  }

  /**
   * The mean with its interval.
   *
   * @param values [seed][user]
   */
  public Measured mean(double[][] values) {
    if (values.length != seeds) {
      throw new IllegalArgumentException(values.length + " seeds, not " + seeds);
    }
    double[] means = new double[Bootstrap.RESAMPLES];
    double mean = 0;
    for (int s = 0; s < seeds; s++) {
      double[] resampled = users.resampled(values[s]);
      for (int r = 0; r < means.length; r++) {
        means[r] += resampled[r] * counts[r][s] / seeds;
      }
      mean += Arrays.stream(values[s]).average().orElse(0) / seeds;
    }
    return Bootstrap.middle(mean, means);
  }
}
