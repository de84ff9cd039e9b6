package org.edgestill.updates.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.api.model.ServingStatistics;
import org.edgestill.api.model.ServingStatistics.Evidence;
import org.edgestill.updates.internal.ProbationRule.Breach;
import org.edgestill.updates.internal.ProbationRule.NotEnoughTraffic;
import org.edgestill.updates.internal.ProbationRule.Sound;
import org.edgestill.updates.internal.ProbationRule.Verdict;
import org.edgestill.updates.internal.UpdateSettings.Probation;
import org.edgestill.updates.internal.UpdateSettings.Undecided;
import org.junit.jupiter.api.Test;

class ProbationRuleTest {

  private static final long MIB = 1024 * 1024;

  /** From 100 requests and 200 judged answers on. */
  private static final Probation LIMITS =
      new Probation(
          Duration.ZERO, Duration.ZERO, Undecided.COMMIT, 3, 100, 200, 0.01, 0.5, 5, 0.1, 3.09);

  private static final Baseline GOOD = new Baseline(10_000, 10, 500, 2_000, 1_000, 300, 0);

  @Test
  void fewRequestsProveNothing() {
    assertThat(judge(GOOD, requests(99, 99, 99), true))
        .isEqualTo(new NotEnoughTraffic("99 of 100 requests came"));
  }

  @Test
  void failuresAreABreachWhenTheyRoseForCertain() {
    assertThat(judge(GOOD, requests(100, 0, 0), false)).isEqualTo(new Sound());
    assertThat(judge(GOOD, requests(100, 3, 3), false)).isEqualTo(new Sound());
    assertThat(judge(GOOD, requests(100, 10, 10), false))
        .isEqualTo(
            new Breach(
                RefusalCode.PROBE_FAILED, "10.0 % of 100 requests failed, before it were 0.1 %"));
  }

  @Test
  void theSameShareOfFailuresAsBeforeIsNoBreach() {
    Baseline bad = new Baseline(1_000, 100, 100, 0, 0, 0, 0);
    assertThat(judge(bad, requests(1_000, 100, 100), false)).isEqualTo(new Sound());
    assertThat(judge(bad, requests(1_000, 200, 200), false)).isInstanceOf(Breach.class);
  }

  @Test
  void withoutAReleaseBefore_failuresAreHeldToTheLimitItself() {
    assertThat(judge(Baseline.NONE, requests(1_000, 10, 10), false)).isEqualTo(new Sound());
    assertThat(judge(Baseline.NONE, requests(1_000, 50, 50), false)).isInstanceOf(Breach.class);
  }

  @Test
  void clearlyMoreFallbacksThanBeforeAreABreach_ifThereWasABefore() {
    assertThat(judge(GOOD, requests(1_000, 0, 500), false)).isEqualTo(new Sound());
    assertThat(judge(GOOD, requests(1_000, 0, 650), false)).isInstanceOf(Breach.class);
    assertThat(judge(Baseline.NONE, requests(1_000, 0, 1_000), false)).isEqualTo(new Sound());
  }

  @Test
  void slowerThanPromisedIsABreach() {
    assertThat(judge(Baseline.NONE, latency(9_999, 10_000), false)).isEqualTo(new Sound());
    assertThat(judge(Baseline.NONE, latency(10_001, 10_000), false))
        .isEqualTo(
            new Breach(
                RefusalCode.BUDGET_EXCEEDED,
                "99 % of the requests take up to 10001 us or more, and 10000 us are promised"));
  }

  @Test
  void muchSlowerThanBeforeIsABreach_unlessNobodyWouldNotice() {
    assertThat(judge(GOOD, latency(9_000, 1_000_000), false)).isEqualTo(new Sound());
    assertThat(judge(GOOD, latency(11_000, 1_000_000), false)).isInstanceOf(Breach.class);
    Baseline fast = new Baseline(10_000, 0, 0, 50, 0, 0, 0);
    assertThat(judge(fast, latency(4_900, 1_000_000), false)).isEqualTo(new Sound());
  }

  @Test
  void moreMemoryThanPromisedIsABreach_alsoWithoutTraffic() {
    Baseline small = new Baseline(0, 0, 0, 0, 0, 0, 100 * MIB);
    assertThat(judge(small, memory(164), false)).isInstanceOf(NotEnoughTraffic.class);
    assertThat(judge(small, memory(165), false))
        .isEqualTo(
            new Breach(
                RefusalCode.BUDGET_EXCEEDED,
                "the process has grown by 65 MiB or more, and 64 MiB are promised"));
    assertThat(judge(small.inAnotherProcess(), memory(165), false))
        .isInstanceOf(NotEnoughTraffic.class);
  }

  @Test
  void acceptanceIsCompared_whenTheTimeIsUp() {
    assertThat(judge(GOOD, acceptance(250, 1_000), true)).isEqualTo(new Sound());
    assertThat(judge(GOOD, acceptance(150, 1_000), false)).isEqualTo(new Sound());
    assertThat(judge(GOOD, acceptance(150, 1_000), true))
        .isEqualTo(
            new Breach(
                RefusalCode.PROBE_FAILED,
                "15.0 % of 1000 answers were accepted, before it were 30.0 %"));
  }

  @Test
  void acceptanceOfFewAnswersProvesNothing() {
    assertThat(judge(GOOD, acceptance(0, 199), true)).isInstanceOf(NotEnoughTraffic.class);
    assertThat(judge(Baseline.NONE, acceptance(0, 1_000), true)).isEqualTo(new Sound());
  }

  private static Verdict judge(Baseline before, ServingStatistics now, boolean timeIsUp) {
    return new ProbationRule(LIMITS, before, now).judge(timeIsUp);
  }

  private static ServingStatistics requests(long requests, long failures, long fallbacks) {
    return new ServingStatistics(requests, failures, fallbacks, 0, 0);
  }

  private static ServingStatistics latency(double low, double promised) {
    return new ServingStatistics(1_000, 0, 0, 0, 0, new Evidence(low, 0, 0, 0, 0, promised, 0));
  }

  private static ServingStatistics memory(long low) {
    return new ServingStatistics(0, 0, 0, 0, 0, new Evidence(0, 0, 0, low * MIB, 0, 0, 64 * MIB));
  }

  private static ServingStatistics acceptance(long accepted, long judged) {
    return new ServingStatistics(5_000, 0, 0, 0, 0, new Evidence(0, judged, accepted, 0, 0, 0, 0));
  }
}
