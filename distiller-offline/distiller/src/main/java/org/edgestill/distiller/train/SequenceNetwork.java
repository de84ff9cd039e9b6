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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.edgestill.graph.StudentKind;
import org.jspecify.annotations.Nullable;

/**
 * A causal network over behaviour sequences, the teacher with two blocks or more and the student
 * with one. Blocks of self-attention (SASRec, Kang and McAuley, ICDM 2018; normalised before each
 * sub-layer) are what is described here; other kinds put {@link Mixing another sub-layer} in the
 * place of attention and have no positions P, and a bag no gaps G.
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

  /** The item table, [V + 1, d]. */
  static final String ITEM = "item";

  /** The weight of the transition prior, [1]. */
  static final String PRIOR_WEIGHT = "priorWeight";

  private static final float INITIAL_PRIOR_WEIGHT = 0.5f;
  private static final float EPSILON = 1e-5f;

  /** Added to attention scores that must not count; finite, because a row may have nothing else. */
  private static final float MASKED = -1e9f;

  private final NetworkShape shape;
  private final StudentKind kind;
  private final List<TrainedAlong> along;
  private final @Nullable ItemVectors firstItems;
  private final @Nullable TableQuantiser quantiser;
  private final @Nullable Mixing mixing;

  SequenceNetwork(NetworkShape shape) {
    this(shape, StudentKind.TRANSFORMER, List.of(), null, null);
  }

  /**
   * A network of another kind, with what is trained along.
   *
   * @param along further parameters, in this order
   * @param firstItems where the item vectors start; {@code null} for small random ones
   * @param quantiser rounds the item table while training as it will be when it ships; {@code null}
   *     for training in single precision
   */
  SequenceNetwork(
      NetworkShape shape,
      StudentKind kind,
      List<? extends TrainedAlong> along,
      @Nullable ItemVectors firstItems,
      @Nullable TableQuantiser quantiser) {
    this.shape = shape;
    this.kind = kind;
    this.along = List.copyOf(along);
    this.firstItems = firstItems;
    this.quantiser = quantiser;
    this.mixing = Mixing.of(kind, shape);
  }

  /** The weight of a transition prior, which is learned along. */
  static TrainedAlong priorWeight() {
    return (builder, random) -> builder.add(PRIOR_WEIGHT, new float[] {INITIAL_PRIOR_WEIGHT}, 1);
  }

  @Override
  public NetworkShape shape() {
    return shape;
  }

  /** First values: normal with spread 0.02, biases 0, norms 1, padding 0. */
  @Override
  public Parameters initialise(NDManager manager, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Parameters.Builder builder = new Parameters.Builder();
    addEvents(builder, random, shape, firstItems, mixing == null, kind.ordered());
    for (int layer = 0; layer < shape.layers(); layer++) {
      addBlock(builder, random, layer);
    }
    addNorm(builder, "norm");
    along.forEach(each -> each.addTo(builder, random));
    return builder.build(manager);
  }

  /**
   * Adds what an event is made of, and the item table that scores.
   *
   * @param firstItems where the item vectors start; {@code null} for small random ones
   */
  static void addEvents(
      Parameters.Builder builder,
      SplittableRandom random,
      NetworkShape shape,
      @Nullable ItemVectors firstItems,
      boolean positions,
      boolean gaps) {
    int d = shape.width();
    float[] table = Initial.normal(random, (shape.items() + 1) * d);
    if (firstItems != null) {
      // on top of the random ones, so that appended dimensions are not all alike
      for (int i = 0; i < table.length; i++) {
        table[i] += firstItems.values()[i];
      }
    }
    Arrays.fill(table, 0, d, 0);
    builder.add(ITEM, table, shape.items() + 1L, d);
    builder.add("itemBias", new float[shape.items() + 1], shape.items() + 1L);
    if (positions) {
      addTable(builder, random, "position", shape.length(), d);
    }
    addTable(builder, random, "behaviour", shape.behaviourCodes(), d);
    if (gaps) {
      addTable(builder, random, "gap", shape.gapCodes(), d);
    }
  }

  private static void addTable(
      Parameters.Builder builder, SplittableRandom random, String name, int rows, int width) {
    builder.add(name, Initial.normal(random, rows * width), rows, width);
  }

  /** The vectors of events, without their position, [B, T, d]. */
  static NDArray events(Map<String, NDArray> w, TokenBatch batch, boolean gaps) {
    NDArray x =
        lookup(batch.items(), at(w, ITEM)).add(lookup(batch.behaviours(), at(w, "behaviour")));
    return gaps ? x.add(lookup(batch.gaps(), at(w, "gap"))) : x;
  }

  private void addBlock(Parameters.Builder builder, SplittableRandom random, int layer) {
    int d = shape.width();
    int f = shape.inner();
    String block = "block" + layer + ".";
    if (mixing == null) {
      addNorm(builder, block + "norm1");
      builder.add(block + "qkv.weight", Initial.xavier(random, 3 * d, d, d, d), 3L * d, d);
      builder.add(block + "qkv.bias", new float[3 * d], 3L * d);
      builder.add(block + "out.weight", Initial.xavier(random, d, d, d, d), d, d);
      builder.add(block + "out.bias", new float[d], d);
    } else {
      mixing.addTo(builder, random, block);
    }
    addNorm(builder, block + "norm2");
    builder.add(block + "ffn1.weight", Initial.xavier(random, f, d, d, f), f, d);
    builder.add(block + "ffn1.bias", new float[f], f);
    builder.add(block + "ffn2.weight", Initial.xavier(random, d, f, f, d), d, f);
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
    NDArray x = events(w, batch, kind.ordered());
    if (mixing == null) {
      x = x.add(at(w, "position").get((shape.length() - length) + ":" + shape.length()));
    }
    x = drop(x, dropout).reshape(rows * length, d);
    NDArray mask = mask(manager, batch);
    NDArray scale = manager.create((float) (1 / Math.sqrt((double) d / shape.heads())));
    Layout layout = new Layout(batch, mask, scale);
    for (int layer = 0; layer < shape.layers(); layer++) {
      x = block(w, "block" + layer + ".", x, layout, dropout);
    }
    return norm(x, w, "norm");
  }

  /**
   * How the rows of x [B * T, d] belong together.
   *
   * @param mask added to weights [B, heads, T, T] before a softmax: no position sees later ones or
   *     padding
   * @param scale of attention scores
   */
  record Layout(TokenBatch batch, NDArray mask, NDArray scale) {
    long rows() {
      return batch.rows();
    }

    long length() {
      return batch.length();
    }
  }

  /** What is quantised when it ships is rounded here too, if the network was made so. */
  @Override
  public Map<String, NDArray> working(Map<String, NDArray> leaves) {
    if (quantiser == null) {
      return leaves;
    }
    Map<String, NDArray> working = new LinkedHashMap<>(leaves);
    working.put(ITEM, quantiser.rounded(at(leaves, ITEM)));
    return working;
  }

  private NDArray block(
      Map<String, NDArray> w, String block, NDArray x, Layout layout, float dropout) {
    NDArray y =
        mixing == null
            ? x.add(drop(attended(w, block, x, layout), dropout))
            : drop(mixing.mix(w, block, x, layout), dropout);
    NDArray inner = Activation.gelu(linear(norm(y, w, block + "norm2"), w, block + "ffn1"));
    return y.add(drop(linear(drop(inner, dropout), w, block + "ffn2"), dropout));
  }

  private NDArray attended(Map<String, NDArray> w, String block, NDArray x, Layout layout) {
    return linear(attention(w, block, norm(x, w, block + "norm1"), layout), w, block + "out");
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
}
