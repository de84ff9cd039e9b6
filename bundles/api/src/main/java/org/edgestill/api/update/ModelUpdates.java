package org.edgestill.api.update;

/**
 * Looks for new releases of one model and puts them in service.
 *
 * <p>A service, one for each model name; the service property {@link
 * org.edgestill.api.recommend.Recommender#MODEL_NAME} tells them apart. Thread-safe.
 */
public interface ModelUpdates {

  /** What it is doing now. */
  UpdateStatus status();

  /** Looks for a new release now instead of at the next announcement. Returns at once. */
  void check();

  /** What came over the network so far; only ever rises while this service is there. */
  default Transferred transferred() {
    return Transferred.NOTHING;
  }
}
