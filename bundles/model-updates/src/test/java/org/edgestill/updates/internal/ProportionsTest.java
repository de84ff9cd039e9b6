package org.edgestill.updates.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.edgestill.updates.internal.Proportions.Count;
import org.junit.jupiter.api.Test;

/** Against figures of the papers, which give two-sided intervals of 95 %, z = 1.96. */
class ProportionsTest {

  private static final double Z = 1.96;
  private static final org.assertj.core.data.Offset<Double> PRINTED = within(0.0001);

  @Test
  void wilsonBounds() {
    // Newcombe 1998, Two-sided confidence intervals for the single proportion, table I
    assertThat(new Count(81, 263).low(Z)).isCloseTo(0.2553, PRINTED);
    assertThat(new Count(81, 263).high(Z)).isCloseTo(0.3662, PRINTED);
    assertThat(new Count(0, 20).low(Z)).isCloseTo(0, PRINTED);
    assertThat(new Count(0, 20).high(Z)).isCloseTo(0.1611, PRINTED);
  }

  @Test
  void boundsOfADifference() {
    // Newcombe 1998, Interval estimation for the difference, table II, method 10
    assertThat(Proportions.leastExcess(new Count(56, 70), 1, new Count(48, 80), Z))
        .isCloseTo(0.0524, PRINTED);
    assertThat(Proportions.leastExcess(new Count(10, 10), 1, new Count(0, 20), Z))
        .isCloseTo(0.6791, PRINTED);
  }

  @Test
  void aShortfallIsAnExcessTheOtherWayRound() {
    assertThat(Proportions.leastShortfall(new Count(48, 80), 1, new Count(56, 70), Z))
        .isCloseTo(0.0524, PRINTED);
  }

  @Test
  void aPartThatMayBeLostIsNoShortfall() {
    Count before = new Count(300, 1_000);
    assertThat(Proportions.leastShortfall(new Count(200, 1_000), 1, before, Z)).isPositive();
    assertThat(Proportions.leastShortfall(new Count(200, 1_000), 0.6, before, Z)).isNegative();
  }
}
