package org.edgestill.distiller.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Softmax cross-entropy over the items of a prediction's target and a sample that stands for all
 * others, for catalogues where scoring everything in each step costs too much.
 *
 * <p>n items are drawn evenly for the whole batch. Each stands for (V - 1) / n, so the logarithm of
 * that is added to its score (log-Q correction, Bengio and Senecal, 2008); where a drawn item is
 * one of the target's own it does not count.
 */
final class SampledSoftmax implements ItemLoss {

  /** Added to the score of what does not count; finite, because 0 times infinity is NaN. */
  private static final float MASKED = -1e9f;

  private final int items;
  private final int negatives;

  SampledSoftmax(int items, int negatives) {
    this.items = items;
    this.negatives = negatives;
  }

  @Override
  public Result of(
      NDArray hidden, Map<String, NDArray> w, @Nullable Offsets offsets, List<Term> terms) {
    NDManager step = hidden.getManager();
    long[] drawn = draw(step);
    NDArray sample = step.create(drawn);
    NDArray table = SequenceNetwork.lookup(sample, SequenceNetwork.at(w, "item"));
    NDArray others = Linear.linear(hidden, table, bias(sample, w)).singletonOrThrow();
    NDArray sum = step.create(0f);
    for (Term term : terms) {
      sum = sum.add(term(hidden, w, offsets, term, drawn, others));
    }
    NDArray loss = sum.div(step.create((float) hidden.getShape().get(0)));
    return new Result(loss, loss.getFloat());
  }

  /** Different items, drawn by the engine, whose seed is set for each epoch. */
  private long[] draw(NDManager manager) {
    try (NDArray numbers =
        manager.randomInteger(1, items + 1L, new Shape(negatives), DataType.INT64)) {
      return Arrays.stream(numbers.toLongArray()).distinct().sorted().toArray();
    }
  }

  /** The bias of items, with the shape of the items. */
  private static NDArray bias(NDArray which, Map<String, NDArray> w) {
    NDArray column = SequenceNetwork.at(w, "itemBias").expandDims(1);
    return SequenceNetwork.lookup(which, column).squeeze(-1);
  }

  private NDArray term(
      NDArray hidden,
      Map<String, NDArray> w,
      @Nullable Offsets offsets,
      Term term,
      long[] drawn,
      NDArray others) {
    NDManager step = hidden.getManager();
    long rows = hidden.getShape().get(0);
    Shape own = new Shape(rows, term.columns());
    NDArray which = step.create(term.items(), own);
    // [N, 1, d] x [N, d, S] -> [N, S]
    NDArray vectors = SequenceNetwork.lookup(which, SequenceNetwork.at(w, "item"));
    NDArray first =
        hidden.expandDims(1).matMul(vectors.transpose(0, 2, 1)).squeeze(1).add(bias(which, w));
    NDArray scores = NDArrays.concat(new NDList(first, others), 1);
    Columns columns = new Columns(term, drawn);
    Shape all = new Shape(rows, columns.width);
    scores = scores.add(step.create(columns.corrections(items), all));
    if (offsets != null) {
      NDArray plus = step.create(columns.of(offsets), all);
      scores = scores.add(plus.mul(SequenceNetwork.at(w, SequenceNetwork.PRIOR_WEIGHT)));
    }
    NDArray temperature = step.create(term.temperature());
    NDArray log = scores.div(temperature).logSoftmax(1).get(":,0:" + term.columns());
    return log.mul(step.create(term.weights(), own))
        .sum()
        .mul(step.create(-term.temperature() * term.temperature()));
  }

  /** The columns that are scored for a term: first its own items, then what was drawn. */
  private static final class Columns {
    private final Term term;
    private final long[] drawn;
    private final int rows;
    private final int width;

    Columns(Term term, long[] drawn) {
      this.term = term;
      this.drawn = drawn;
      this.rows = term.items().length / term.columns();
      this.width = term.columns() + drawn.length;
    }

    /** Log-Q corrections, and the mask of what does not count. */
    float[] corrections(int items) {
      float[] plus = new float[rows * width];
      float correction = (float) Math.log((items - 1.0) / drawn.length);
      for (int row = 0; row < rows; row++) {
        int at = row * width;
        Arrays.fill(plus, at + term.columns(), at + width, correction);
        for (int c = 0; c < term.columns(); c++) {
          long item = term.items()[row * term.columns() + c];
          int found = Arrays.binarySearch(drawn, item);
          if (found >= 0) {
            plus[at + term.columns() + found] = MASKED;
          }
          if (item == 0) {
            plus[at + c] = MASKED;
          }
        }
      }
      return plus;
    }

    /** The offsets of the scored items. */
    float[] of(Offsets offsets) {
      float[] plus = new float[rows * width];
      for (int i = 0; i < offsets.items().length; i++) {
        long item = offsets.items()[i];
        int row = i / offsets.columns();
        if (item != 0) {
          int found = Arrays.binarySearch(drawn, item);
          if (found >= 0) {
            plus[row * width + term.columns() + found] = offsets.values()[i];
          }
          int own = own(row, item);
          if (own >= 0) {
            plus[row * width + own] = offsets.values()[i];
          }
        }
      }
      return plus;
    }

    private int own(int row, long item) {
      for (int c = 0; c < term.columns(); c++) {
        if (term.items()[row * term.columns() + c] == item) {
          return c;
        }
      }
      return -1;
    }
  }
}
