package org.edgestill.distiller.rollout;

import java.time.Duration;
import java.util.List;

/**
 * How a release is rolled out. The rule that these bound is {@link RolloutRule}.
 *
 * @param stages shares of the gateways in percent, rising, each 1 to 100
 * @param soakSeconds how long each stage is watched at least, from 1
 * @param deadlineSeconds how long a stage may take until the rollout pauses; not below the soak
 * @param minReports results that a stage needs, from 1; those of all its gateways if they are fewer
 * @param maxFailedShare 0 to below 1: a larger share of failures among the results is a breach
 * @param maxMissingShare 0 to below 1: at most this share of a stage's gateways may have no result
 * @param onBreach what a breach leads to
 */
public record RolloutSettings(
    List<Integer> stages,
    long soakSeconds,
    long deadlineSeconds,
    int minReports,
    double maxFailedShare,
    double maxMissingShare,
    OnBreach onBreach) {

  /** What becomes of a rollout that does harm. */
  public enum OnBreach {
    /** It goes no further; gateways that have the release keep it. */
    PAUSE,
    /** The model before is published again, as a higher release, for all gateways. */
    ABORT
  }

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public RolloutSettings {
    stages = List.copyOf(stages);
    require(!stages.isEmpty(), "stages needs at least one percentage");
    int before = 0;
    for (int percent : stages) {
      require(
          percent > before && percent <= 100,
          "stages must rise from 1 to 100 at most, but are " + stages);
      before = percent;
    }
    require(soakSeconds >= 1, "soakSeconds must be at least 1, but is " + soakSeconds);
    require(
        deadlineSeconds >= soakSeconds,
        "deadlineSeconds ("
            + deadlineSeconds
            + ") must not be below soakSeconds ("
            + soakSeconds
            + ")");
    require(minReports >= 1, "minReports must be at least 1, but is " + minReports);
    requireShare("maxFailedShare", maxFailedShare);
    requireShare("maxMissingShare", maxMissingShare);
  }

  Duration soak() {
    return Duration.ofSeconds(soakSeconds);
  }

  Duration deadline() {
    return Duration.ofSeconds(deadlineSeconds);
  }

  private static void requireShare(String name, double share) {
    require(
        share >= 0 && share < 1,
        name + " is a share, from 0 to below 1 (0.05 for 5 %), but is " + share);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
