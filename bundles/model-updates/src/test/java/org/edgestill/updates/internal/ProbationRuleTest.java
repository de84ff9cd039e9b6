package org.edgestill.updates.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.edgestill.api.model.ServingStatistics;
import org.edgestill.updates.internal.UpdateRecord.Watch;
import org.junit.jupiter.api.Test;

class ProbationRuleTest {

  private static final UpdateSettings.Probation LIMITS =
      new UpdateSettings.Probation(Duration.ofSeconds(60), 100, 0.01, 0.5, 3);

  @Test
  void fewRequestsProveNothing() {
    assertThat(breach(99, 99, 99, 0)).isEmpty();
  }

  @Test
  void tooManyFailuresAreABreach() {
    assertThat(breach(100, 1, 1, 0)).isEmpty();
    assertThat(breach(100, 2, 2, 0)).contains("2.0 % of the requests failed");
  }

  @Test
  void clearlyMoreFallbacksThanBeforeAreABreach() {
    assertThat(breach(100, 0, 70, 0.2)).isEmpty();
    assertThat(breach(100, 0, 71, 0.2)).isPresent();
  }

  @Test
  void withoutAReleaseBefore_fallbacksAreNoBreach() {
    assertThat(breach(100, 0, 100, 1)).isEmpty();
  }

  private static Optional<String> breach(
      long requests, long failures, long fallbacks, double shareBefore) {
    return ProbationRule.breach(
        LIMITS,
        new Watch(0, 0, shareBefore),
        new ServingStatistics(requests, failures, fallbacks, 0, 0));
  }
}
