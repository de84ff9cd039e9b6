package org.edgestill.distiller.train;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cross-entropy between the softmax of item scores and sparse target distributions. */
interface ItemLoss {

  /**
   * What to be near to, for N predictions with S weighted items each.
   *
   * @param columns S
   * @param items [N, S]; within a row no item twice, except 0 with weight 0
   * @param weights [N, S], each row sums up to {@code weight}
   * @param temperature divides the scores before the softmax; the loss is multiplied by its square,
   *     as Hinton et al. (2015) do, so that its gradient weighs alike at any temperature
   * @param weight what each row of the weights sums up to
   */
  @SuppressWarnings("ArrayRecordComponent") // identity is fine: terms are never compared
  record Term(int columns, long[] items, float[] weights, float temperature, float weight) {}

  /**
   * What is added to some of the scores, times a weight that is learned along.
   *
   * @param columns M
   * @param items [N, M]; within a row no item twice, except 0 with value 0
   * @param values [N, M]
   */
  @SuppressWarnings("ArrayRecordComponent") // identity is fine: offsets are never compared
  record Offsets(int columns, long[] items, float[] values) {}

  /**
   * The loss.
   *
   * @param surrogate scalar with the gradient of the loss; its value may mean nothing
   * @param value the mean loss of a prediction
   */
  record Result(NDArray surrogate, double value) {}

  /**
   * Computes, in the manager of the hidden states.
   *
   * @param hidden float [N, d], part of the gradient graph
   * @param w leaves with {@code item} [V + 1, d] and {@code itemBias} [V + 1]
   * @param offsets added to the scores; {@code null} for none. With it, w has {@code priorWeight}
   * @param terms all are added up
   */
  Result of(NDArray hidden, Map<String, NDArray> w, @Nullable Offsets offsets, List<Term> terms);

  /**
   * A loss.
   *
   * @param items V
   * @param negatives how many items are sampled to stand for all; 0 for really all; {@link
   *     LoopSettings#AUTO} for what suits the catalogue
   */
  static ItemLoss of(int items, int negatives) {
    int sampled = LoopSettings.negatives(negatives, items);
    return sampled == 0 ? new FullSoftmax() : new SampledSoftmax(items, sampled);
  }
}
