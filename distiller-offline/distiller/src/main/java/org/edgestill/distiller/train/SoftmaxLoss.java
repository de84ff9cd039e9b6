package org.edgestill.distiller.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.core.Linear;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Softmax cross-entropy over all items against sparse target distributions.
 *
 * <p>The gradient is written by hand: with scores z = h E' + b and loss -sum q log softmax(z), the
 * gradient of z is softmax(z) - q. Automatic differentiation would keep several [N, V] arrays; here
 * a piece of a few thousand rows is scored, turned into its gradient, multiplied back, and
 * forgotten. The result is a scalar whose own gradient is that of the loss.
 */
final class SoftmaxLoss {

  /** Rows that are scored at once: [1024, V] stays near the caches for catalogues of thousands. */
  private static final int PIECE = 1024;

  private static final float TINY = 1e-12f;

  private SoftmaxLoss() {}

  /**
   * What to be near to, for N predictions with S weighted items each.
   *
   * @param items int64 [N, S]; within a row no item twice, except with weight 0
   * @param weights float [N, S], each row sums up to the weight of this term
   * @param temperature divides the scores before the softmax; the gradient is multiplied by it, as
   *     Hinton et al. (2015) do, so that it weighs alike at any temperature
   * @param weight what each row of the weights sums up to
   */
  record Term(NDArray items, NDArray weights, float temperature, float weight) {}

  /**
   * What is added to some of the scores, times a weight that is learned along.
   *
   * @param items int64 [N, M]; within a row no item twice, except 0 with value 0
   * @param values float [N, M]
   */
  record Offsets(NDArray items, NDArray values) {}

  /**
   * The loss.
   *
   * @param surrogate scalar with the gradient of the loss; its value means nothing
   * @param value the mean loss of a prediction
   */
  record Result(NDArray surrogate, double value) {}

  /**
   * Computes.
   *
   * @param hidden float [N, d], part of the gradient graph
   * @param w leaves with {@code item} [V + 1, d] and {@code itemBias} [V + 1]
   * @param offsets added to the scores; {@code null} for none. With it, w has {@code priorWeight}
   * @param terms all are added up
   */
  static Result of(
      NDArray hidden, Map<String, NDArray> w, @Nullable Offsets offsets, Term... terms) {
    NDManager step = hidden.getManager();
    NDArray table = SequenceNetwork.at(w, "item").stopGradient();
    NDArray bias = SequenceNetwork.at(w, "itemBias").stopGradient();
    NDArray states = hidden.stopGradient();
    NDArray tableGradient = step.zeros(table.getShape());
    NDArray biasGradient = step.zeros(bias.getShape());
    NDList hiddenGradients = new NDList();
    float offsetWeight = offsets == null ? 0 : weight(w);
    float offsetGradient = 0;
    int count = Math.toIntExact(hidden.getShape().get(0));
    double value = 0;
    for (int from = 0; from < count; from += PIECE) {
      int to = Math.min(from + PIECE, count);
      try (NDManager piece = step.newSubManager()) {
        NDArray rows = take(states, from, to, piece);
        NDArray scores = Linear.linear(rows, table, bias).singletonOrThrow();
        if (offsets != null) {
          NDArray at = take(offsets.items(), from, to, piece);
          NDArray plus = take(offsets.values(), from, to, piece).mul(offsetWeight);
          scores = scores.scatter(at, plus.addi(scores.gather(at, 1)), 1);
        }
        NDArray gradient = piece.zeros(scores.getShape());
        for (Term term : terms) {
          value += addTerm(gradient, scores, term, from, to, piece);
        }
        gradient.muli(1f / count);
        if (offsets != null) {
          NDArray at = take(offsets.items(), from, to, piece);
          NDArray values = take(offsets.values(), from, to, piece);
          offsetGradient += values.mul(gradient.gather(at, 1)).sum().getFloat();
        }
        NDArray hiddenGradient = gradient.matMul(table);
        hiddenGradient.attach(step);
        hiddenGradients.add(hiddenGradient);
        tableGradient.addi(gradient.transpose().matMul(rows));
        biasGradient.addi(gradient.sum(new int[] {0}));
      }
    }
    NDArray surrogate =
        NDArrays.concat(hiddenGradients)
            .mul(hidden)
            .sum()
            .add(tableGradient.mul(SequenceNetwork.at(w, "item")).sum())
            .add(biasGradient.mul(SequenceNetwork.at(w, "itemBias")).sum());
    if (offsets != null) {
      NDArray slope = step.create(new float[] {offsetGradient});
      surrogate =
          surrogate.add(slope.mul(SequenceNetwork.at(w, SequenceNetwork.PRIOR_WEIGHT)).sum());
    }
    return new Result(surrogate, value / count);
  }

  private static float weight(Map<String, NDArray> w) {
    return SequenceNetwork.at(w, SequenceNetwork.PRIOR_WEIGHT).toFloatArray()[0];
  }

  /** Adds the gradient of one term, and returns its loss. */
  private static double addTerm(
      NDArray sum, NDArray scores, Term term, int from, int to, NDManager piece) {
    float temperature = term.temperature();
    NDArray items = take(term.items(), from, to, piece);
    NDArray weights = take(term.weights(), from, to, piece);
    NDArray softmax = (temperature == 1 ? scores : scores.div(temperature)).softmax(1);
    NDArray there = softmax.gather(items, 1);
    double loss = -there.add(TINY).log().mul(weights).sum().getFloat();
    if (term.weight() != 1) {
      softmax.muli(term.weight());
    }
    NDArray gradient = softmax.scatter(items, there.mul(term.weight()).sub(weights), 1);
    sum.addi(temperature == 1 ? gradient : gradient.muli(temperature));
    return loss * temperature * temperature;
  }

  private static NDArray take(NDArray whole, int from, int to, NDManager manager) {
    NDArray part = whole.get(from + ":" + to);
    part.attach(manager);
    return part;
  }
}
