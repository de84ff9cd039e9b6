package org.edgestill.distiller.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Softmax cross-entropy over all items.
 *
 * <p>The gradient is written by hand: with scores z = h E' + b and loss -sum q log softmax(z), the
 * gradient of z is softmax(z) - q. Automatic differentiation would keep several [N, V] arrays; here
 * a piece of the rows is scored, turned into its gradient, multiplied back, and forgotten. The
 * result is a scalar whose own gradient is that of the loss.
 */
final class FullSoftmax implements ItemLoss {

  /** Rows that are scored at once: [1024, V] stays near the caches for catalogues of thousands. */
  private static final int PIECE = 1024;

  private static final float TINY = 1e-12f;

  @Override
  public Result of(
      NDArray hidden, Map<String, NDArray> w, @Nullable Offsets offsets, List<Term> terms) {
    Pass pass = new Pass(hidden, w, offsets, terms);
    int count = Math.toIntExact(hidden.getShape().get(0));
    for (int from = 0; from < count; from += PIECE) {
      pass.piece(from, Math.min(from + PIECE, count), count);
    }
    return new Result(pass.surrogate(hidden, w), pass.loss / count);
  }

  /** Sparse rows as tensors. */
  private record Sparse(NDArray items, NDArray values, float temperature, float weight) {

    static Sparse of(NDManager manager, Term term) {
      Shape shape = new Shape(term.items().length / term.columns(), term.columns());
      return new Sparse(
          manager.create(term.items(), shape),
          manager.create(term.weights(), shape),
          term.temperature(),
          term.weight());
    }

    static Sparse of(NDManager manager, Offsets offsets) {
      Shape shape = new Shape(offsets.items().length / offsets.columns(), offsets.columns());
      return new Sparse(
          manager.create(offsets.items(), shape), manager.create(offsets.values(), shape), 1, 1);
    }

    Sparse rows(int from, int to, NDManager manager) {
      return new Sparse(
          take(items, from, to, manager), take(values, from, to, manager), temperature, weight);
    }
  }

  /** The sums of one batch. */
  private static final class Pass {
    private final NDManager step;
    private final NDArray states;
    private final NDArray table;
    private final NDArray bias;
    private final NDArray tableGradient;
    private final NDArray biasGradient;
    private final NDList hiddenGradients = new NDList();
    private final List<Sparse> terms;
    private final @Nullable Sparse prior;
    private final float priorWeight;
    private float priorGradient;
    private double loss;

    Pass(NDArray hidden, Map<String, NDArray> w, @Nullable Offsets offsets, List<Term> terms) {
      this.step = hidden.getManager();
      this.states = hidden.stopGradient();
      this.table = SequenceNetwork.at(w, "item").stopGradient();
      this.bias = SequenceNetwork.at(w, "itemBias").stopGradient();
      this.tableGradient = step.zeros(table.getShape());
      this.biasGradient = step.zeros(bias.getShape());
      this.terms = terms.stream().map(term -> Sparse.of(step, term)).toList();
      this.prior = offsets == null ? null : Sparse.of(step, offsets);
      this.priorWeight =
          offsets == null
              ? 0
              : SequenceNetwork.at(w, SequenceNetwork.PRIOR_WEIGHT).toFloatArray()[0];
    }

    void piece(int from, int to, int count) {
      try (NDManager piece = step.newSubManager()) {
        NDArray rows = take(states, from, to, piece);
        NDArray scores = Linear.linear(rows, table, bias).singletonOrThrow();
        Sparse plus = prior == null ? null : prior.rows(from, to, piece);
        if (plus != null) {
          NDArray raised = scores.gather(plus.items(), 1).add(plus.values().mul(priorWeight));
          scores = scores.scatter(plus.items(), raised, 1);
        }
        NDArray gradient = gradient(scores, from, to, piece).muli(1f / count);
        if (plus != null) {
          NDArray at = gradient.gather(plus.items(), 1);
          priorGradient += plus.values().mul(at).sum().getFloat();
        }
        NDArray hiddenGradient = gradient.matMul(table);
        hiddenGradient.attach(step);
        hiddenGradients.add(hiddenGradient);
        tableGradient.addi(gradient.transpose().matMul(rows));
        biasGradient.addi(gradient.sum(new int[] {0}));
      }
    }

    /** Of the sum of all terms with respect to the scores. */
    private NDArray gradient(NDArray scores, int from, int to, NDManager piece) {
      NDList gradients = new NDList(terms.size());
      for (Sparse term : terms) {
        gradients.add(gradient(scores, term.rows(from, to, piece)));
      }
      NDArray sum = gradients.head();
      for (NDArray other : gradients.subNDList(1)) {
        sum.addi(other);
      }
      return sum;
    }

    private NDArray gradient(NDArray scores, Sparse term) {
      float temperature = term.temperature();
      NDArray softmax = (temperature == 1 ? scores : scores.div(temperature)).softmax(1);
      NDArray there = softmax.gather(term.items(), 1);
      loss -= there.add(TINY).log().mul(term.values()).sum().getFloat() * temperature * temperature;
      if (term.weight() != 1) {
        softmax.muli(term.weight());
      }
      NDArray rest = there.mul(term.weight()).sub(term.values());
      NDArray gradient = softmax.scatter(term.items(), rest, 1);
      return temperature == 1 ? gradient : gradient.muli(temperature);
    }

    NDArray surrogate(NDArray hidden, Map<String, NDArray> w) {
      NDArray sum =
          NDArrays.concat(hiddenGradients)
              .mul(hidden)
              .sum()
              .add(tableGradient.mul(SequenceNetwork.at(w, "item")).sum())
              .add(biasGradient.mul(SequenceNetwork.at(w, "itemBias")).sum());
      if (prior == null) {
        return sum;
      }
      NDArray slope = step.create(new float[] {priorGradient});
      return sum.add(slope.mul(SequenceNetwork.at(w, SequenceNetwork.PRIOR_WEIGHT)).sum());
    }
  }

  private static NDArray take(NDArray whole, int from, int to, NDManager manager) {
    NDArray part = whole.get(from + ":" + to);
    part.attach(manager);
    return part;
  }
}
