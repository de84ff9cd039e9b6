package org.edgestill.distiller.evaluate;

import java.util.SplittableRandom;

/**
 * Paired randomisation test of two models on the same users (Smucker, Allan and Carterette, CIKM
 * 2007). If it made no difference which model answered, each user's difference could as well have
 * the other sign. The p-value is the share of random assignments of signs whose mean is at least as
 * far from zero as the one observed, two-sided.
 *
 * <p>It speaks of one comparison; who makes twenty of them will find one below 0.05 by chance. And
 * it speaks of these trained models: training again with another seed is another source of chance.
 */
final class PairedRandomisation {

  static final int ASSIGNMENTS = 9_999;

  /** Sums that differ by less than rounding are alike. */
  private static final double TOLERANCE = 1e-9;

  private PairedRandomisation() {}

  /**
   * The p-value, from 1 / {@value #ASSIGNMENTS} + 1 to 1.
   *
   * @param differences one a user
   * @param seed the same seed gives the same value
   */
  static double p(double[] differences, long seed) {
    double[] signed = new double[differences.length];
    int size = 0;
    double observed = 0;
    for (double difference : differences) {
      if (difference != 0) { // a sign of zero changes nothing
        signed[size++] = difference;
        observed += difference;
      }
    }
    double threshold = Math.abs(observed) - TOLERANCE;
    SplittableRandom random = new SplittableRandom(seed);
    int asFar = 0;
    for (int a = 0; a < ASSIGNMENTS; a++) {
      double sum = 0;
      long bits = 0;
      for (int i = 0; i < size; i++) {
        bits = (i & 63) == 0 ? random.nextLong() : bits >>> 1;
        sum += (bits & 1) == 0 ? signed[i] : -signed[i];
      }
      asFar += Math.abs(sum) >= threshold ? 1 : 0;
    }
    return (asFar + 1.0) / (ASSIGNMENTS + 1.0);
  }
}
