package org.edgestill.api.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The installed releases of one model, and which of them serves.
 *
 * <p>A service, one for each model name; the service property {@link
 * org.edgestill.api.recommend.Recommender#MODEL_NAME} tells them apart. Thread-safe. Changes are
 * durable when the method returns.
 */
public interface ModelRegistry {

  /** The name of the model, the same for all its releases. */
  String name();

  /** The release that serves. */
  Optional<InstalledModel> active();

  /** The release that served before, to which {@link #rollBack()} returns. */
  Optional<InstalledModel> previous();

  /** All installed releases, newest first. */
  List<InstalledModel> installed();

  /**
   * Takes a release in, without serving it: checks every file against the manifest, then moves the
   * folder into the store. Installing an installed release does nothing.
   *
   * @param folder a complete, unpacked model package on the same file system as the store; gone
   *     afterwards
   * @throws ModelRefusedException with {@code MALFORMED}, {@code HASH_MISMATCH}, {@code
   *     WRONG_TARGET} (another model's name), {@code INCOMPATIBLE} or {@code DISK_FULL}; the folder
   *     is then left as it is
   */
  InstalledModel install(Path folder) throws ModelRefusedException;

  /**
   * Loads an installed release off the request path and holds it to its golden vectors and budgets.
   *
   * @throws ModelRefusedException with {@code PROBE_FAILED}, {@code BUDGET_EXCEEDED}, {@code
   *     INCOMPATIBLE} or {@code HASH_MISMATCH}
   */
  ProbeReport probe(String digest) throws ModelRefusedException;

  /**
   * Puts an installed release in service without losing a request: loads it, remembers the one that
   * served as previous, then switches. Activating the active release does nothing.
   *
   * @throws ModelRefusedException as {@link #probe}; the model in service then stays
   */
  void activate(String digest) throws ModelRefusedException;

  /**
   * Returns to the previous release, which then has no previous one itself.
   *
   * @throws ModelRefusedException with {@code UNABLE_TO_ROLLBACK} if there is none or it no longer
   *     loads; the model in service then stays
   */
  void rollBack() throws ModelRefusedException;

  /**
   * Deletes an installed release.
   *
   * @return whether it was there
   * @throws IllegalStateException if it is the active or the previous one
   */
  boolean remove(String digest);

  /** How the release in service has done since it was put in service; all zero without one. */
  ServingStatistics statistics();

  /** How long the requests to the release in service took since it was put in service. */
  default LatencyDistribution latency() {
    return LatencyDistribution.NONE;
  }

  /**
   * The model card of an installed release: what it was made from and how good it is, in Markdown,
   * for people. Empty if the release is not installed, has no card, or its card is damaged.
   */
  default Optional<String> card(String digest) {
    return Optional.empty();
  }

  /**
   * What became of the answers of each release, by its digest, restarts included. Only counts; a
   * release whose last answer was judged long ago may be forgotten. A registry that can not tell
   * gives nothing.
   */
  default Map<String, Feedback> feedback() {
    return Map.of();
  }

  /**
   * Lets an installed release score a share of the live requests, off the request path and without
   * answering any; whatever it does, no request waits for it. Ends with {@link #endShadow()}, and
   * when another release is put in service. A registry that can not do this does nothing.
   *
   * @param share of the requests, above 0, at most 1
   * @return whether it does
   * @throws ModelRefusedException as {@link #probe}
   */
  default boolean beginShadow(String digest, double share) throws ModelRefusedException {
    return false;
  }

  /** How the release in the shadow does; empty if there is none. */
  default Optional<ShadowStatistics> shadow() {
    return Optional.empty();
  }

  /** Lets the release in the shadow go. */
  default void endShadow() {}
}
