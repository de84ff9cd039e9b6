package org.edgestill.distiller.train;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;

/** What a network is trained for: the loss of one batch. */
@FunctionalInterface
interface Objective {

  /**
   * An epoch begins, for objectives that change as training goes on.
   *
   * @param number from 1
   * @param of how many there are at most
   */
  default void epoch(int number, int of) {}

  /**
   * The loss of a batch, computed in the manager of the hidden states.
   *
   * @param hidden float [N, d], the hidden states that predictions are made from
   * @param w leaves of the parameters
   * @param windows the batch
   * @param targets its N predictions
   */
  ItemLoss.Result loss(
      NDArray hidden,
      Map<String, NDArray> w,
      List<Windows.Window> windows,
      Windows.Targets targets);
}
