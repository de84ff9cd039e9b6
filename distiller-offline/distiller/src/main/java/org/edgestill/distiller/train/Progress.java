package org.edgestill.distiller.train;

/** Hears how a training goes. Called on the training thread. */
@FunctionalInterface
public interface Progress {

  /** Nobody listens. */
  Progress NONE = epoch -> {};

  /**
   * One epoch.
   *
   * @param model what is trained, for instance {@code student}
   * @param number from 1
   * @param of how many there are at most
   * @param loss mean training loss of a prediction
   * @param ndcg10 on validation, full ranking; NaN if all validation events are trained on
   * @param best whether this is the best so far
   * @param seconds wall time, evaluation included
   */
  record Epoch(
      String model, int number, int of, double loss, double ndcg10, boolean best, double seconds) {}

  /** An epoch is done. */
  void epoch(Epoch epoch);
}
