package org.edgestill.distiller.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;

/**
 * A network that turns events into hidden states. The score of item j is {@code item_j u +
 * itemBias_j}, with u the hidden state of the newest event and two of its parameters: {@code item}
 * [V + 1, d], in which row 0 is padding, and {@code itemBias} [V + 1].
 */
interface Network {

  NetworkShape shape();

  /** First values; the same seed gives the same. */
  Parameters initialise(NDManager manager, long seed);

  /**
   * The parameters as the network works with them.
   *
   * @param leaves of the parameters
   */
  default Map<String, NDArray> working(Map<String, NDArray> leaves) {
    return leaves;
  }

  /**
   * The hidden states of every position; each depends on nothing after it, and not on padding.
   *
   * @param w the parameters that it works with, see {@link #working}
   * @param batch B sequences of T events, T at most L, padding first
   * @param dropout the share of activations to drop; 0 for inference
   * @return float [B * T, d], in the manager of the batch
   */
  NDArray hidden(Map<String, NDArray> w, TokenBatch batch, float dropout);
}
