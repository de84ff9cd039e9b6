package org.edgestill.distiller.train;

import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.data.Sequence;
import org.edgestill.graph.TransitionPrior;

/**
 * What a transition prior adds to the scores of every training prediction, at weight 1, without
 * what the user's own sequence put into it. A student that is trained with its prior in place
 * learns what the prior does not know.
 */
final class PriorOffsets {

  private final int columns;
  private final int[] items;
  private final float[] values;

  /**
   * Computes all offsets.
   *
   * @param prior made from the chain by {@link TransitionPriors}
   * @param windows number the predictions
   */
  PriorOffsets(Dataset data, Markov.Settings chain, TransitionPrior prior, Windows windows) {
    this.columns = prior.window() * prior.successors();
    this.items = new int[windows.positions() * columns];
    this.values = new float[items.length];
    OwnTransitions own = new OwnTransitions(chain);
    float[] sum = new float[data.itemCount() + 1];
    float[] mine = new float[sum.length];
    for (int user = 0; user < data.users(); user++) {
      Sequence sequence = data.train(user);
      for (int event = 0; event + 1 < sequence.length(); event++) {
        fill(own, prior, sequence, event, windows.position(user, event) * columns, sum, mine);
      }
    }
  }

  private void fill(
      OwnTransitions own,
      TransitionPrior prior,
      Sequence sequence,
      int event,
      int offset,
      float[] sum,
      float[] mine) {
    int next = offset;
    float factor = 1;
    for (int back = 0; back < prior.window() && back <= event && factor > 0; back++) {
      int item = sequence.items()[event - back];
      own.visit(sequence, item, (to, weight) -> mine[to] += weight);
      for (int s = item * prior.successors(); s < (item + 1) * prior.successors(); s++) {
        int to = prior.successor()[s];
        float value = TransitionPriors.without(prior.value()[s], mine[to]);
        if (value > 0) {
          if (sum[to] == 0) {
            items[next++] = to;
          }
          sum[to] += factor * value;
        }
      }
      own.visit(sequence, item, (to, weight) -> mine[to] = 0);
      factor *= prior.decay();
    }
    for (int i = offset; i < next; i++) {
      values[i] = sum[items[i]];
      sum[items[i]] = 0;
    }
  }

  /** The offsets of a batch. */
  ItemLoss.Offsets of(Windows.Targets targets) {
    long[] at = new long[targets.count() * columns];
    float[] plus = new float[at.length];
    for (int row = 0; row < targets.count(); row++) {
      int from = targets.positions()[row] * columns;
      for (int c = 0; c < columns; c++) {
        at[row * columns + c] = items[from + c];
      }
      System.arraycopy(values, from, plus, row * columns, columns);
    }
    return new ItemLoss.Offsets(columns, at, plus);
  }
}
