package org.edgestill.updates.internal;

import java.util.Locale;
import java.util.Optional;
import org.edgestill.api.model.ServingStatistics;
import org.edgestill.updates.internal.UpdateRecord.Watch;

/**
 * When a release in probation is taken back: after enough requests, if its student fails on too
 * many of them, or leaves clearly more of them to the fallback than the release before did.
 */
final class ProbationRule {

  private ProbationRule() {}

  /** What is wrong; empty if nothing is, or too little is known yet. */
  static Optional<String> breach(
      UpdateSettings.Probation limits, Watch watch, ServingStatistics now) {
    if (now.requests() < limits.minRequests()) {
      return Optional.empty();
    }
    double failures = (double) now.failures() / now.requests();
    if (failures > limits.maxFailureRate()) {
      return Optional.of(percent(failures) + " of the requests failed");
    }
    double fallbacks = (double) now.fallbacks() / now.requests();
    if (fallbacks > watch.fallbackShare() + limits.maxFallbackRise()) {
      return Optional.of(
          percent(fallbacks)
              + " of the requests were left to the fallback, "
              + percent(watch.fallbackShare())
              + " before");
    }
    return Optional.empty();
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
