package org.edgestill.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RegressionsTest {
  private static final Results BEFORE = Examples.results(1.1, 1_000, 12);

  @Test
  void anEqualRunIsNotWorse() {
    assertThat(Regressions.of(BEFORE, BEFORE)).isEmpty();
  }

  @Test
  void noiseIsNotWorse() {
    assertThat(Regressions.of(Examples.results(1.6, 1_100, 12), BEFORE)).isEmpty();
  }

  @Test
  void aFifthMoreAllocationIsWorse() {
    assertThat(Regressions.of(Examples.results(1.1, 1_200, 12), BEFORE))
        .containsExactly(
            "allocated by recommend(): 1,200 bytes measured, 1,000 in the baseline, at most 1,150 allowed");
  }

  @Test
  void aRatioIsWorseBeyondTheToleranceOnly() {
    assertThat(Regressions.of(Examples.results(1.7, 1_000, 12), BEFORE))
        .singleElement()
        .asString()
        .startsWith(Examples.RATIO);
  }

  @Test
  void aRatioWithinWhatIsClaimedIsNotWorse() {
    Results better = Examples.results(0.5, 1_000, 12);

    assertThat(Regressions.of(Examples.results(1.1, 1_000, 12), better)).isEmpty();
  }

  @Test
  void aRatioThatIsNotANumberIsWorse() {
    assertThat(Regressions.of(Examples.results(Double.NaN, 1_000, 12), BEFORE)).hasSize(1);
  }

  @Test
  void whatSaysSomethingOfTheMachineIsNotCompared() {
    assertThat(Regressions.of(Examples.results(1.1, 1_000, 1_000), BEFORE)).isEmpty();
  }

  @Test
  void nothingInCommonIsAnError() {
    Results other = Examples.results(new Findings(List.of(), List.of(), List.of()));

    assertThatThrownBy(() -> Regressions.of(BEFORE, other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no claim");
  }
}
