package org.edgestill.distiller.train;

import java.util.SplittableRandom;

/** First values of parameters. */
final class Initial {

  private static final float SPREAD = 0.02f;

  private Initial() {}

  /** Normal with spread 0.02. */
  static float[] normal(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * SPREAD);
    }
    return values;
  }

  /** Uniform, so that the spread stays the same from layer to layer (Glorot and Bengio, 2010). */
  static float[] xavier(SplittableRandom random, int rows, int columns, int in, int out) {
    double bound = Math.sqrt(6.0 / (in + out));
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-bound, bound);
    }
    return values;
  }
}
