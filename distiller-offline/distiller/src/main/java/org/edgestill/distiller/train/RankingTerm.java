package org.edgestill.distiller.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Relaxed ranking distillation (Kang et al., "DE-RRD: A Knowledge Distillation Framework for
 * Recommender System", CIKM 2020, section 3.2): the student is to have the teacher's best items in
 * the teacher's order, and all others below them in whatever order. It is the list-wise likelihood
 * of ListMLE (Xia et al., ICML 2008) with a tail that only counts as a sum:
 *
 * <pre>
 * loss = -1/K sum over k of log( exp(s_k) / ( sum over i >= k of exp(s_i) + sum over tail of exp(s_j) ) )
 * </pre>
 *
 * s_1 to s_K are the student's scores of the teacher's best K items, prior included; the tail is a
 * sample of {@value #TAIL} items for the whole batch, without those in the teacher's list.
 *
 * @param items V
 */
record RankingTerm(int items) implements LossTerm {

  /** As many as are held to the teacher's order. */
  private static final int RANKED = 20;

  private static final int TAIL = 200;

  /** Added to the score of what does not count; finite, because 0 times infinity is NaN. */
  private static final float MASKED = -1e9f;

  private static final float TINY = 1e-20f;

  @Override
  public NDArray of(Batch batch) {
    NDManager manager = batch.manager();
    int count = batch.targets().count();
    int ranked = Math.min(RANKED, batch.knowledge().top());
    long[] best = best(batch, ranked);
    long[] drawn = draw(manager);
    NDArray real = manager.create(real(best), new Shape(count, ranked));
    NDArray absent = real.neg().add(manager.create(1f)).mul(manager.create(MASKED));
    NDArray first = ranked(batch, best, ranked).mul(real).add(absent);
    NDArray rest = tail(batch, drawn, best, ranked);
    // exponentials relative to the highest score of each row, which changes no ratio
    NDArray top = first.max(new int[] {1}, true).maximum(rest.max(new int[] {1}, true));
    NDArray highest = top.stopGradient();
    NDArray tail = rest.sub(highest).exp().sum(new int[] {1}, true);
    NDArray suffixes = first.sub(highest).exp().matMul(suffixSum(manager, ranked));
    NDArray below = suffixes.add(tail).add(manager.create(TINY)).log();
    NDArray likelihood = first.sub(highest).sub(below).mul(real);
    return likelihood.sum().neg().div(manager.create((float) count * ranked));
  }

  /** [K, K]: 1 where the row is not before the column, so that x times it sums up from there on. */
  private static NDArray suffixSum(NDManager manager, int ranked) {
    float[] triangle = new float[ranked * ranked];
    for (int row = 0; row < ranked; row++) {
      Arrays.fill(triangle, row * ranked, row * ranked + row + 1, 1);
    }
    return manager.create(triangle, new Shape(ranked, ranked));
  }

  /** The teacher's best items, [N, K]; 0 where it has fewer. */
  private static long[] best(Batch batch, int ranked) {
    Knowledge knowledge = batch.knowledge();
    int[] positions = batch.targets().positions();
    long[] best = new long[positions.length * ranked];
    for (int row = 0; row < positions.length; row++) {
      for (int k = 0; k < ranked; k++) {
        best[row * ranked + k] = knowledge.item(positions[row], k);
      }
    }
    return best;
  }

  private static float[] real(long[] best) {
    float[] real = new float[best.length];
    for (int i = 0; i < best.length; i++) {
      real[i] = best[i] == 0 ? 0 : 1;
    }
    return real;
  }

  /** Different items, drawn by the engine, whose seed is set for each epoch. */
  private long[] draw(NDManager manager) {
    try (NDArray numbers = manager.randomInteger(1, items + 1L, new Shape(TAIL), DataType.INT64)) {
      return Arrays.stream(numbers.toLongArray()).distinct().sorted().toArray();
    }
  }

  private static NDArray ranked(Batch batch, long[] best, int ranked) {
    NDManager manager = batch.manager();
    NDArray which = manager.create(best, new Shape(batch.targets().count(), ranked));
    NDArray vectors = SequenceNetwork.lookup(which, SequenceNetwork.at(batch.w(), "item"));
    NDArray bias = SequenceNetwork.at(batch.w(), "itemBias").expandDims(1);
    NDArray scores =
        batch
            .hidden()
            .expandDims(1)
            .matMul(vectors.transpose(0, 2, 1))
            .squeeze(1)
            .add(SequenceNetwork.lookup(which, bias).squeeze(-1));
    return plus(batch, scores, batch.offsets() == null ? null : own(batch.offsets(), best, ranked));
  }

  private static NDArray tail(Batch batch, long[] drawn, long[] best, int ranked) {
    NDManager manager = batch.manager();
    NDArray which = manager.create(drawn);
    NDArray table = SequenceNetwork.lookup(which, SequenceNetwork.at(batch.w(), "item"));
    NDArray bias =
        SequenceNetwork.lookup(which, SequenceNetwork.at(batch.w(), "itemBias").expandDims(1))
            .squeeze(-1);
    NDArray scores = Linear.linear(batch.hidden(), table, bias).singletonOrThrow();
    int rows = batch.targets().count();
    float[] mask = new float[rows * drawn.length];
    for (int i = 0; i < best.length; i++) {
      int found = Arrays.binarySearch(drawn, best[i]);
      if (found >= 0) {
        mask[i / ranked * drawn.length + found] = MASKED;
      }
    }
    NDArray masked = scores.add(manager.create(mask, new Shape(rows, drawn.length)));
    return plus(batch, masked, batch.offsets() == null ? null : shared(batch.offsets(), drawn));
  }

  private static NDArray plus(Batch batch, NDArray scores, float @Nullable [] offsets) {
    if (offsets == null) {
      return scores;
    }
    NDArray values = batch.manager().create(offsets, scores.getShape());
    return scores.add(values.mul(SequenceNetwork.at(batch.w(), SequenceNetwork.PRIOR_WEIGHT)));
  }

  /** The offsets of the items of each row, [N, columns]. */
  private static float[] own(ItemLoss.Offsets offsets, long[] items, int columns) {
    float[] values = new float[items.length];
    for (int i = 0; i < offsets.items().length; i++) {
      long item = offsets.items()[i];
      int row = i / offsets.columns() * columns;
      for (int c = row; item != 0 && c < row + columns; c++) {
        if (items[c] == item) {
          values[c] = offsets.values()[i];
        }
      }
    }
    return values;
  }

  /** The offsets of items that all rows share, [N, items.length]. */
  private static float[] shared(ItemLoss.Offsets offsets, long[] items) {
    int rows = offsets.items().length / offsets.columns();
    float[] values = new float[rows * items.length];
    for (int i = 0; i < offsets.items().length; i++) {
      int found = Arrays.binarySearch(items, offsets.items()[i]);
      if (found >= 0) {
        values[i / offsets.columns() * items.length + found] = offsets.values()[i];
      }
    }
    return values;
  }
}
