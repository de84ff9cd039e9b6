package org.edgestill.updates.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void whatIsAskedForIsPaidWithTime() {
    Pace pace = new Pace(1_000, 0);
    assertThat(pace.untilFree(0)).isZero();
    pace.spend(500, 0);
    assertThat(pace.untilFree(0)).isEqualTo(SECOND / 2);
    assertThat(pace.untilFree(SECOND / 2)).isZero();
  }

  @Test
  void timeThatWasNotUsedIsNotSaved() {
    Pace pace = new Pace(1_000, 0);
    pace.spend(1_000, 100 * SECOND);
    assertThat(pace.untilFree(100 * SECOND)).isEqualTo(SECOND);
  }

  @Test
  void overAnySecondsTheRateIsKept() {
    Pace pace = new Pace(10_000, 0);
    long spent = 0;
    for (long now = 0; now < 10 * SECOND; now += SECOND / 1_000) {
      while (pace.untilFree(now) == 0) {
        pace.spend(700, now);
        spent += 700;
      }
    }
    assertThat(spent).isBetween(99_000L, 100_700L);
  }

  @Test
  void withoutALimitNothingWaits() {
    Pace pace = new Pace(0, 0);
    pace.spend(Integer.MAX_VALUE, 0);
    assertThat(pace.untilFree(0)).isZero();
  }
}
