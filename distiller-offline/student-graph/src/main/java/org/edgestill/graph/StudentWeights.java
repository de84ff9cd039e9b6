package org.edgestill.graph;

import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a student: an {@link Encoder} turns the history into a vector y, a feed-forward
 * part follows, and the item table is shared between input and output (as in SASRec, Kang and
 * McAuley, 2018).
 *
 * <p>For a history of items, behaviours and gaps at positions t = 0..L-1, left-padded with 0, the
 * newest at L-1:
 *
 * <pre>
 * e_t    = items[item_t] + behaviours[behaviour_t] + gaps[gap_t]
 * y      = encoder(e)
 * z      = y + outer(gelu(inner(norm2(y))))          gelu is the exact one, with erf
 * u      = norm3(z)
 * scores = items u + itemBias + prior
 * </pre>
 *
 * All arrays are row-major and hold finite values, except that an {@code itemBias} of negative
 * infinity means an item that must never be recommended.
 *
 * @param shape the sizes, called V, L, d, f below
 * @param items shape [V + 1, d]
 * @param itemBias shape [V + 1]; what is said for padding (row 0) is ignored
 * @param behaviours shape [behaviourCodes, d]
 * @param gaps shape [gapCodes, d]
 * @param encoder what kind of student it is
 * @param norm2 before the feed-forward part
 * @param inner [f, d]
 * @param outer [d, f]
 * @param norm3 before the product with the items
 * @param prior what usually follows; {@code null} for none
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of weights; never compared
public record StudentWeights(
    StudentShape shape,
    float[] items,
    float[] itemBias,
    float[] behaviours,
    float[] gaps,
    Encoder encoder,
    Norm norm2,
    Linear inner,
    Linear outer,
    Norm norm3,
    @Nullable TransitionPrior prior) {

  /** Added to the variance in every layer normalisation. */
  public static final float NORM_EPSILON = 1e-5f;

  /**
   * Checks every length and that the values are finite.
   *
   * @throws IllegalArgumentException if an array does not fit the shape or holds NaN or infinity
   */
  public StudentWeights {
    int d = shape.width();
    requireValues("items", items, (long) shape.rows() * d);
    requireBias(itemBias, shape.rows());
    requireValues("behaviours", behaviours, (long) shape.behaviourCodes() * d);
    requireValues("gaps", gaps, (long) shape.gapCodes() * d);
    encoder.require(shape);
    norm2.require("norm2", d);
    inner.require("inner", shape.inner(), d);
    outer.require("outer", d, shape.inner());
    norm3.require("norm3", d);
    if (prior != null) {
      prior.require(shape);
    }
  }

  /** The same student with another prior. */
  public StudentWeights withPrior(@Nullable TransitionPrior other) {
    return new StudentWeights(
        shape, items, itemBias, behaviours, gaps, encoder, norm2, inner, outer, norm3, other);
  }

  /** A Transformer that has learned nothing; for tests and measurements. */
  public static StudentWeights random(long seed, StudentShape shape, int successors) {
    return random(seed, shape, StudentKind.TRANSFORMER, successors);
  }

  /**
   * A student that has learned nothing, with values spread as in a trained one; for tests and
   * measurements: neither the size of its graph nor its speed depends on what was learned.
   *
   * @param seed equal seeds give equal weights
   * @param successors of the prior; 0 for no prior
   */
  public static StudentWeights random(
      long seed, StudentShape shape, StudentKind kind, int successors) {
    Random random = new Random(seed);
    int d = shape.width();
    int f = shape.inner();
    float perInput = (float) (1 / Math.sqrt(d));
    float[] gaps = gaussian(random, shape.gapCodes() * d, perInput / 2);
    return new StudentWeights(
        shape,
        gaussian(random, shape.rows() * d, perInput),
        gaussian(random, shape.rows(), 0.3f),
        gaussian(random, shape.behaviourCodes() * d, perInput / 2),
        kind.ordered() ? gaps : new float[gaps.length],
        randomEncoder(random, shape, kind),
        randomNorm(random, d),
        randomLinear(random, f, d),
        randomLinear(random, d, f),
        randomNorm(random, d),
        successors == 0 ? null : randomPrior(random, shape, successors));
  }

  private static Encoder randomEncoder(Random random, StudentShape shape, StudentKind kind) {
    int d = shape.width();
    return switch (kind) {
      case TRANSFORMER ->
          new Encoder.Attention(
              gaussian(random, shape.length() * d, (float) (1 / Math.sqrt(d)) / 2),
              randomNorm(random, d),
              randomLinear(random, d, d),
              randomLinear(random, d, d),
              randomLinear(random, d, d),
              randomLinear(random, d, d));
      case GRU ->
          new Encoder.Recurrence(randomLinear(random, 3 * d, d), randomLinear(random, 3 * d, d));
      case MEAN ->
          new Encoder.WeightedMean(
              gaussian(random, shape.length(), 1),
              gaussian(random, shape.behaviourCodes(), 1),
              gaussian(random, shape.gapCodes(), 1));
      case BAG ->
          new Encoder.WeightedMean(
              null, gaussian(random, shape.behaviourCodes(), 1), new float[shape.gapCodes()]);
    };
  }

  private static TransitionPrior randomPrior(Random random, StudentShape shape, int successors) {
    int[] successor = new int[shape.rows() * successors];
    float[] value = new float[successor.length];
    for (int i = successors; i < successor.length; i++) {
      successor[i] = random.nextInt(shape.items() + 1);
      value[i] = successor[i] == 0 ? 0 : random.nextFloat();
    }
    return new TransitionPrior(
        successors, Math.min(3, shape.length()), 1.5f, 0.6f, successor, value);
  }

  private static Norm randomNorm(Random random, int width) {
    float[] scale = gaussian(random, width, 0.1f);
    for (int i = 0; i < width; i++) {
      scale[i] += 1;
    }
    return new Norm(scale, gaussian(random, width, 0.1f));
  }

  private static Linear randomLinear(Random random, int out, int in) {
    return new Linear(
        gaussian(random, out * in, (float) (1 / Math.sqrt(in))), gaussian(random, out, 0.1f));
  }

  private static float[] gaussian(Random random, int length, float deviation) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian() * deviation;
    }
    return values;
  }

  static void requireValues(String name, float[] values, long length) {
    requireLength(name, values, length);
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(name + " holds " + values[i] + " at " + i);
      }
    }
  }

  private static void requireBias(float[] values, int length) {
    requireLength("itemBias", values, length);
    for (int i = 0; i < values.length; i++) {
      if (Float.isNaN(values[i]) || values[i] == Float.POSITIVE_INFINITY) {
        throw new IllegalArgumentException("itemBias holds " + values[i] + " at " + i);
      }
    }
  }

  private static void requireLength(String name, float[] values, long length) {
    if (values.length != length) {
      throw new IllegalArgumentException(
          name + " must have " + length + " values, but has " + values.length);
    }
  }
}
