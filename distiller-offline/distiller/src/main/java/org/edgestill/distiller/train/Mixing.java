package org.edgestill.distiller.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.edgestill.graph.Encoder;
import org.edgestill.graph.StudentKind;
import org.jspecify.annotations.Nullable;

/** How a block lets an event know of those before it, where that is not by attention. */
sealed interface Mixing {

  /** The one of a kind; {@code null} for attention, which {@link SequenceNetwork} has itself. */
  static @Nullable Mixing of(StudentKind kind, NetworkShape shape) {
    return switch (kind) {
      case TRANSFORMER -> null;
      case GRU -> new Recurrence(shape.width());
      case MEAN -> new WeightedMean(shape, true);
      case BAG -> new WeightedMean(shape, false);
    };
  }

  /** Adds the parameters of a block. */
  void addTo(Parameters.Builder builder, SplittableRandom random, String block);

  /**
   * Mixes.
   *
   * @param x float [B * T, d]
   * @return y, float [B * T, d]; each row knows of its own event and earlier ones only
   */
  NDArray mix(Map<String, NDArray> w, String block, NDArray x, SequenceNetwork.Layout layout);

  /** Gated recurrent units: {@link Encoder.Recurrence}. */
  record Recurrence(int width) implements Mixing {

    /**
     * Added to the update gate at padding: the gate is 1 then and the state stays zero, as in the
     * graph.
     */
    private static final float KEEP = 64;

    @Override
    public void addTo(Parameters.Builder builder, SplittableRandom random, String block) {
      for (String part : new String[] {"gruInput", "gruHidden"}) {
        builder.add(
            block + part + ".weight",
            Initial.xavier(random, 3 * width, width, width, width),
            3L * width,
            width);
        builder.add(block + part + ".bias", new float[3 * width], 3L * width);
      }
    }

    @Override
    public NDArray mix(
        Map<String, NDArray> w, String block, NDArray x, SequenceNetwork.Layout layout) {
      NDManager manager = x.getManager();
      TokenBatch batch = layout.batch();
      NDArray events = x.reshape(layout.rows(), layout.length(), width);
      NDArray input = SequenceNetwork.at(w, block + "gruInput.weight");
      NDList parameters =
          new NDList(
              NDArrays.concat(new NDList(input, keep(manager)), 1),
              SequenceNetwork.at(w, block + "gruHidden.weight"),
              SequenceNetwork.at(w, block + "gruInput.bias"),
              SequenceNetwork.at(w, block + "gruHidden.bias"));
      NDArray flagged = NDArrays.concat(new NDList(events, padding(manager, batch)), 2);
      NDArray state = manager.zeros(new Shape(1, layout.rows(), width));
      NDList result =
          x.getNDArrayInternal().gru(flagged, state, parameters, true, 1, 0, true, false, true);
      return result.get(0).reshape(layout.rows() * layout.length(), width);
    }

    /** A column of weights for the padding flag: gates r, z, n. */
    private NDArray keep(NDManager manager) {
      float[] column = new float[3 * width];
      Arrays.fill(column, width, 2 * width, KEEP);
      return manager.create(column, new Shape(3L * width, 1));
    }

    private static NDArray padding(NDManager manager, TokenBatch batch) {
      float[] flags = new float[batch.rows() * batch.length()];
      for (int row = 0; row < batch.rows(); row++) {
        int from = row * batch.length();
        Arrays.fill(flags, from, from + batch.length() - batch.real(row), 1);
      }
      return manager.create(flags, new Shape(batch.rows(), batch.length(), 1));
    }
  }

  /** A weighted mean of the events so far: {@link Encoder.WeightedMean}. */
  record WeightedMean(NetworkShape shape, boolean ordered) implements Mixing {

    @Override
    public void addTo(Parameters.Builder builder, SplittableRandom random, String block) {
      builder.add(
          block + "behaviourWeight", new float[shape.behaviourCodes()], shape.behaviourCodes());
      if (ordered) {
        builder.add(block + "gapWeight", new float[shape.gapCodes()], shape.gapCodes());
        builder.add(block + "recency", new float[shape.length()], shape.length());
      }
    }

    @Override
    public NDArray mix(
        Map<String, NDArray> w, String block, NDArray x, SequenceNetwork.Layout layout) {
      TokenBatch batch = layout.batch();
      long rows = layout.rows();
      long length = layout.length();
      NDArray weights = look(batch.behaviours(), w, block + "behaviourWeight");
      if (ordered) {
        weights = weights.add(look(batch.gaps(), w, block + "gapWeight"));
      }
      weights = weights.expandDims(1);
      if (ordered) {
        weights = weights.add(recency(w, block, x.getManager(), batch.length()));
      }
      NDArray shares = weights.add(layout.mask().squeeze(1)).softmax(-1);
      NDArray mean = shares.matMul(x.reshape(rows, length, shape.width()));
      return mean.reshape(rows * length, shape.width());
    }

    /** Of events s for positions t, [T, T]: it counts how far s is before t. */
    private NDArray recency(Map<String, NDArray> w, String block, NDManager manager, int length) {
      long[] which = new long[length * length];
      for (int t = 0; t < length; t++) {
        for (int s = 0; s <= t; s++) {
          which[t * length + s] = shape.length() - 1L - (t - s);
        }
      }
      return look(manager.create(which, new Shape(length, length)), w, block + "recency");
    }

    private static NDArray look(NDArray which, Map<String, NDArray> w, String name) {
      return SequenceNetwork.lookup(which, SequenceNetwork.at(w, name).expandDims(1)).squeeze(-1);
    }
  }
}
