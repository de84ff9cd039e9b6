package org.edgestill.distiller.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A causal self-attention network over behaviour sequences (SASRec, Kang and McAuley, ICDM 2018;
 * normalised before each sub-layer), the teacher with two blocks or more and the student with one.
 *
 * <pre>
 *   x_t = E[item] + P[t - T + L] + B[behaviour] + G[gap]
 *   each block:  y = x + Wo attention(LN1(x)) + bo;  x' = y + W2 gelu(W1 LN2(y) + b1) + b2
 *   u = LN(x');  score of item j = E_j u + itemBias_j
 * </pre>
 *
 * <p>Positions count from the end of a sequence, so that the newest event always has the same one.
 * Weight matrices are [out, in]. Written with operations that keep no scalar from Java for the
 * backward pass: {@code NDArray.mul(Number)} borrows the memory of a Java buffer that is gone when
 * the gradient needs it, which turns up as a rare NaN.
 */
final class SequenceNetwork implements Network {

  /** The weight of the transition prior, [1]. */
  static final String PRIOR_WEIGHT = "priorWeight";

  private static final float INITIAL_PRIOR_WEIGHT = 0.5f;
  private static final float EPSILON = 1e-5f;
  private static final float INITIAL_SPREAD = 0.02f;

  /** Added to attention scores that must not count; finite, because a row may have nothing else. */
  private static final float MASKED = -1e9f;

  private final NetworkShape shape;
  private final int hintWidth;
  private final boolean prior;

  SequenceNetwork(NetworkShape shape) {
    this(shape, 0, false);
  }

  /**
   * A network with parts that are trained along.
   *
   * @param hintWidth width of a teacher's hidden states, to which a linear map leads; 0 for none
   * @param prior whether a transition prior's weight is trained
   */
  SequenceNetwork(NetworkShape shape, int hintWidth, boolean prior) {
    this.shape = shape;
    this.hintWidth = hintWidth;
    this.prior = prior;
  }

  @Override
  public NetworkShape shape() {
    return shape;
  }

  /** First values: normal with spread 0.02, biases 0, norms 1, padding 0. */
  @Override
  public Parameters initialise(NDManager manager, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int d = shape.width();
    Parameters.Builder builder = new Parameters.Builder();
    addEvents(builder, random, shape, true);
    for (int layer = 0; layer < shape.layers(); layer++) {
      addBlock(builder, random, layer);
    }
    addNorm(builder, "norm");
    if (hintWidth > 0) {
      builder.add("hint.weight", xavier(random, hintWidth, d, d, hintWidth), hintWidth, d);
      builder.add("hint.bias", new float[hintWidth], hintWidth);
    }
    if (prior) {
      builder.add(PRIOR_WEIGHT, new float[] {INITIAL_PRIOR_WEIGHT}, 1);
    }
    return builder.build(manager);
  }

  /** What an event is made of, and the item table that scores. */
  static void addEvents(
      Parameters.Builder builder, SplittableRandom random, NetworkShape shape, boolean positions) {
    int d = shape.width();
    float[] table = normal(random, (shape.items() + 1) * d);
    Arrays.fill(table, 0, d, 0);
    builder.add("item", table, shape.items() + 1L, d);
    builder.add("itemBias", new float[shape.items() + 1], shape.items() + 1L);
    if (positions) {
      builder.add("position", normal(random, shape.length() * d), shape.length(), d);
    }
    builder.add("behaviour", normal(random, shape.behaviourCodes() * d), shape.behaviourCodes(), d);
    builder.add("gap", normal(random, shape.gapCodes() * d), shape.gapCodes(), d);
  }

  /** The vectors of events, without their position, [B, T, d]. */
  static NDArray events(Map<String, NDArray> w, TokenBatch batch) {
    return lookup(batch.items(), at(w, "item"))
        .add(lookup(batch.behaviours(), at(w, "behaviour")))
        .add(lookup(batch.gaps(), at(w, "gap")));
  }

  private void addBlock(Parameters.Builder builder, SplittableRandom random, int layer) {
    int d = shape.width();
    int f = shape.inner();
    String block = "block" + layer + ".";
    addNorm(builder, block + "norm1");
    builder.add(block + "qkv.weight", xavier(random, 3 * d, d, d, d), 3L * d, d);
    builder.add(block + "qkv.bias", new float[3 * d], 3L * d);
    builder.add(block + "out.weight", xavier(random, d, d, d, d), d, d);
    builder.add(block + "out.bias", new float[d], d);
    addNorm(builder, block + "norm2");
    builder.add(block + "ffn1.weight", xavier(random, f, d, d, f), f, d);
    builder.add(block + "ffn1.bias", new float[f], f);
    builder.add(block + "ffn2.weight", xavier(random, d, f, f, d), d, f);
    builder.add(block + "ffn2.bias", new float[d], d);
  }

  private void addNorm(Parameters.Builder builder, String name) {
    addNorm(builder, name, shape.width());
  }

  static void addNorm(Parameters.Builder builder, String name, int width) {
    float[] ones = new float[width];
    Arrays.fill(ones, 1);
    builder.add(name + ".gain", ones, width);
    builder.add(name + ".bias", new float[width], width);
  }

  @Override
  public NDArray hidden(Map<String, NDArray> w, TokenBatch batch, float dropout) {
    NDManager manager = batch.items().getManager();
    long rows = batch.rows();
    long length = batch.length();
    int d = shape.width();
    NDArray position = at(w, "position").get((shape.length() - length) + ":" + shape.length());
    NDArray x = events(w, batch).add(position);
    x = drop(x, dropout).reshape(rows * length, d);
    NDArray mask = mask(manager, batch);
    NDArray scale = manager.create((float) (1 / Math.sqrt((double) d / shape.heads())));
    for (int layer = 0; layer < shape.layers(); layer++) {
      x = block(w, "block" + layer + ".", x, new Layout(rows, length, mask, scale), dropout);
    }
    return norm(x, w, "norm");
  }

  private record Layout(long rows, long length, NDArray mask, NDArray scale) {}

  private NDArray block(
      Map<String, NDArray> w, String block, NDArray x, Layout layout, float dropout) {
    NDArray attended = attention(w, block, norm(x, w, block + "norm1"), layout);
    NDArray y = x.add(drop(linear(attended, w, block + "out"), dropout));
    NDArray inner = Activation.gelu(linear(norm(y, w, block + "norm2"), w, block + "ffn1"));
    return y.add(drop(linear(drop(inner, dropout), w, block + "ffn2"), dropout));
  }

  private NDArray attention(Map<String, NDArray> w, String block, NDArray h, Layout layout) {
    int heads = shape.heads();
    int size = shape.width() / heads;
    long rows = layout.rows();
    long length = layout.length();
    // [B, T, 3, heads, size] -> [3, B, heads, T, size]
    NDArray qkv =
        linear(h, w, block + "qkv").reshape(rows, length, 3, heads, size).transpose(2, 0, 3, 1, 4);
    NDArray query = qkv.get("0").mul(layout.scale());
    NDArray key = qkv.get("1").transpose(0, 1, 3, 2);
    NDArray weights = query.matMul(key).add(layout.mask()).softmax(-1);
    return weights.matMul(qkv.get("2")).transpose(0, 2, 1, 3).reshape(rows * length, shape.width());
  }

  /** Added to attention scores [B, heads, T, T]: no position sees later ones or padding. */
  private static NDArray mask(NDManager manager, TokenBatch batch) {
    int length = batch.length();
    float[] causal = new float[length * length];
    for (int query = 0; query < length; query++) {
      Arrays.fill(causal, query * length + query + 1, (query + 1) * length, MASKED);
    }
    NDArray mask = manager.create(causal, new Shape(1, 1, length, length));
    return batch.padded() ? mask.add(paddingMask(manager, batch)) : mask;
  }

  private static NDArray paddingMask(NDManager manager, TokenBatch batch) {
    float[] mask = new float[batch.rows() * batch.length()];
    for (int row = 0; row < batch.rows(); row++) {
      int from = row * batch.length();
      Arrays.fill(mask, from, from + batch.length() - batch.real(row), MASKED);
    }
    return manager.create(mask, new Shape(batch.rows(), 1, 1, batch.length()));
  }

  static NDArray lookup(NDArray indices, NDArray table) {
    return Embedding.embedding(indices, table, SparseFormat.DENSE).singletonOrThrow();
  }

  static NDArray linear(NDArray x, Map<String, NDArray> w, String name) {
    return Linear.linear(x, at(w, name + ".weight"), at(w, name + ".bias")).singletonOrThrow();
  }

  static NDArray norm(NDArray x, Map<String, NDArray> w, String name) {
    NDArray gain = at(w, name + ".gain");
    NDList result = LayerNorm.layerNorm(x, gain.getShape(), gain, at(w, name + ".bias"), EPSILON);
    return result.singletonOrThrow();
  }

  static NDArray drop(NDArray x, float rate) {
    return rate > 0 ? Dropout.dropout(x, rate, true).singletonOrThrow() : x;
  }

  static NDArray at(Map<String, NDArray> w, String name) {
    NDArray found = w.get(name);
    if (found == null) {
      throw new IllegalArgumentException("there is no parameter '" + name + "'");
    }
    return found;
  }

  static float[] normal(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * INITIAL_SPREAD);
    }
    return values;
  }

  static float[] xavier(SplittableRandom random, int rows, int columns, int in, int out) {
    double bound = Math.sqrt(6.0 / (in + out));
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-bound, bound);
    }
    return values;
  }
}
