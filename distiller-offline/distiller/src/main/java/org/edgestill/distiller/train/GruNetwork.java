package org.edgestill.distiller.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A recurrent network over behaviour sequences (GRU4Rec, Hidasi et al., ICLR 2016, trained as a
 * softmax over items).
 *
 * <pre>
 *   x_t = E[item] + B[behaviour] + G[gap]
 *   h = GRU(x), layer upon layer;  u = LN(W h + b);  score of item j = E_j u + itemBias_j
 * </pre>
 *
 * <p>Sequences are padded in front, and a recurrent state would drift over padding; so each is
 * moved to the front of its row before the recurrence, and back behind it.
 */
final class GruNetwork implements Network {

  private static final int GATES = 3;

  private final NetworkShape shape;

  /**
   * A network.
   *
   * @param shape heads are not used; inner is the width of the recurrent state
   */
  GruNetwork(NetworkShape shape) {
    this.shape = shape;
  }

  @Override
  public NetworkShape shape() {
    return shape;
  }

  @Override
  public Parameters initialise(NDManager manager, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int d = shape.width();
    int inner = shape.inner();
    Parameters.Builder builder = new Parameters.Builder();
    SequenceNetwork.addEvents(builder, random, shape, null, false, true);
    for (int layer = 0; layer < shape.layers(); layer++) {
      int in = layer == 0 ? d : inner;
      // in the order that the engine wants: input, state, and their biases
      builder.add(weight(layer, "input"), recurrent(random, in), (long) GATES * inner, in);
      builder.add(weight(layer, "state"), recurrent(random, inner), (long) GATES * inner, inner);
      builder.add(weight(layer, "inputBias"), new float[GATES * inner], (long) GATES * inner);
      builder.add(weight(layer, "stateBias"), new float[GATES * inner], (long) GATES * inner);
    }
    builder.add("out.weight", Initial.xavier(random, d, inner, inner, d), d, inner);
    builder.add("out.bias", new float[d], d);
    SequenceNetwork.addNorm(builder, "norm", d);
    return builder.build(manager);
  }

  private static String weight(int layer, String name) {
    return "gru" + layer + "." + name;
  }

  private float[] recurrent(SplittableRandom random, int in) {
    int inner = shape.inner();
    return Initial.xavier(random, GATES * inner, in, in, inner);
  }

  @Override
  public NDArray hidden(Map<String, NDArray> w, TokenBatch batch, float dropout) {
    NDManager manager = batch.items().getManager();
    int rows = batch.rows();
    int length = batch.length();
    int inner = shape.inner();
    NDArray x =
        SequenceNetwork.drop(SequenceNetwork.events(w, batch, true), dropout)
            .reshape((long) rows * length, shape.width());
    NDList inputs = new NDList();
    for (int layer = 0; layer < shape.layers(); layer++) {
      for (String name : new String[] {"input", "state", "inputBias", "stateBias"}) {
        inputs.add(SequenceNetwork.at(w, weight(layer, name)));
      }
    }
    NDArray moved =
        SequenceNetwork.lookup(manager.create(toFront(batch)), x)
            .reshape(rows, length, shape.width());
    NDArray state = manager.zeros(new Shape(shape.layers(), rows, inner));
    NDArray h =
        moved
            .getNDArrayInternal()
            .gru(moved, state, inputs, true, shape.layers(), dropout, dropout > 0, false, true)
            .head()
            .reshape((long) rows * length, inner);
    NDArray back = SequenceNetwork.lookup(manager.create(toBack(batch)), h);
    NDArray out = SequenceNetwork.linear(SequenceNetwork.drop(back, dropout), w, "out");
    return SequenceNetwork.norm(out, w, "norm");
  }

  /** For each place of the moved batch where it comes from; padding goes behind. */
  private static long[] toFront(TokenBatch batch) {
    return moved(batch, 1);
  }

  /** For each place of the batch where it went to. */
  private static long[] toBack(TokenBatch batch) {
    return moved(batch, -1);
  }

  private static long[] moved(TokenBatch batch, int direction) {
    int length = batch.length();
    long[] from = new long[batch.rows() * length];
    for (int row = 0; row < batch.rows(); row++) {
      int padding = length - batch.real(row);
      for (int i = 0; i < length; i++) {
        from[row * length + i] =
            row * (long) length + Math.floorMod(i + direction * padding, length);
      }
    }
    return from;
  }
}
