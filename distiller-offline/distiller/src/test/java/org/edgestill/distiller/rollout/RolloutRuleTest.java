package org.edgestill.distiller.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.edgestill.distiller.rollout.RolloutSettings.OnBreach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * At least 3 results, at most 10 % failures, at most half without a result; soak 60 s, deadline 600
 * s.
 */
class RolloutRuleTest {

  private static final RolloutSettings SETTINGS =
      settings(List.of(1, 10, 100), 60, 600, 3, 0.1, 0.5);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # what                                          fleet group good bad lost seconds verdict
          all have it, but the soak is not over            | 100 | 10 | 10 | 0 | 0 |  59 | Wait
          all have it                                      | 100 | 10 | 10 | 0 | 0 |  60 | Widen
          half are offline, exactly what is allowed        | 100 | 10 |  5 | 0 | 0 |  60 | Widen
          one more than half is offline                    | 100 | 10 |  4 | 0 | 0 |  60 | Wait
          one more than half is offline at the deadline    | 100 | 10 |  4 | 0 | 0 | 600 | Stuck
          half of a small group offline: too few results   | 100 |  4 |  2 | 0 | 0 | 600 | Stuck
          a group of nobody                                | 100 |  0 |  0 | 0 | 0 |  60 | Widen
          a group of nobody, soaking                       | 100 |  0 |  0 | 0 | 0 |  59 | Wait
          no gateway at all                                |   0 |  0 |  0 | 0 | 0 |  60 | Wait
          no gateway at all at the deadline                |   0 |  0 |  0 | 0 | 0 | 600 | Stuck
          a group of one that has it                       | 100 |  1 |  1 | 0 | 0 |  60 | Widen
          a group of one that failed                       | 100 |  1 |  0 | 1 | 0 |   1 | Breach
          a group of one that is offline                   | 100 |  1 |  0 | 0 | 0 | 600 | Stuck
          a tenth failed, exactly what is allowed          | 100 | 10 |  9 | 1 | 0 |  60 | Widen
          more than a tenth failed                         | 100 | 20 |  8 | 1 | 0 |   1 | Breach
          one of two failed: too few to tell               | 100 | 20 |  1 | 1 | 0 |   1 | Wait
          three failures of 20 are too many, come what may | 100 | 20 |  0 | 3 | 0 |   1 | Breach
          two of 10 failed before a third result           | 100 | 10 |  0 | 2 | 0 |   1 | Breach
          lost while they tried it, soaking                | 100 | 10 |  8 | 0 | 2 |  59 | Wait
          lost while they tried it, and not back           | 100 | 10 |  8 | 0 | 2 |  60 | Breach
          one lost among ten                               | 100 | 10 |  9 | 0 | 1 |  60 | Widen
          """)
  void eachSituationHasADocumentedVerdict(
      String what,
      int fleet,
      int group,
      int good,
      int bad,
      int lost,
      long seconds,
      String verdict) {
    Verdict judged =
        new RolloutRule(SETTINGS)
            .judge(new Tally(fleet, group, good, bad, lost), Duration.ofSeconds(seconds));

    assertThat(judged.getClass().getSimpleName()).as(what + ": " + judged.why()).isEqualTo(verdict);
    assertThat(judged.why()).isNotEmpty();
  }

  @Test
  void noFailureMayBeAllowed() {
    RolloutRule rule = new RolloutRule(settings(List.of(100), 60, 600, 1, 0, 0.9));
    assertThat(rule.judge(new Tally(1000, 1000, 999, 1, 0), Duration.ZERO))
        .isInstanceOf(Verdict.Breach.class);
    assertThat(rule.judge(new Tally(1000, 1000, 100, 0, 0), Duration.ofSeconds(60)))
        .isInstanceOf(Verdict.Widen.class);
  }

  @Test
  void whatCanNotBeIsRefusedAtOnce() {
    assertRefused("stages needs", List.of(), 60, 600, 3, 0.1, 0.5);
    assertRefused("stages must rise", List.of(0, 100), 60, 600, 3, 0.1, 0.5);
    assertRefused("stages must rise", List.of(10, 10), 60, 600, 3, 0.1, 0.5);
    assertRefused("stages must rise", List.of(50, 101), 60, 600, 3, 0.1, 0.5);
    assertRefused("soakSeconds", List.of(100), 0, 600, 3, 0.1, 0.5);
    assertRefused("deadlineSeconds (59)", List.of(100), 60, 59, 3, 0.1, 0.5);
    assertRefused("minReports", List.of(100), 60, 600, 0, 0.1, 0.5);
    assertRefused("maxFailedShare", List.of(100), 60, 600, 3, 5, 0.5);
    assertRefused("maxFailedShare", List.of(100), 60, 600, 3, Double.NaN, 0.5);
    assertRefused("maxMissingShare", List.of(100), 60, 600, 3, 0.1, 1);
    assertRefused("maxMissingShare", List.of(100), 60, 600, 3, 0.1, -0.1);
  }

  private static void assertRefused(
      String message,
      List<Integer> stages,
      long soak,
      long deadline,
      int reports,
      double failed,
      double missing) {
    assertThatThrownBy(() -> settings(stages, soak, deadline, reports, failed, missing))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static RolloutSettings settings(
      List<Integer> stages, long soak, long deadline, int reports, double failed, double missing) {
    return new RolloutSettings(stages, soak, deadline, reports, failed, missing, OnBreach.ABORT);
  }
}
