package org.edgestill.benchmarks.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlatnessTest {
  private static final double LIMIT = 1.1;

  @Test
  void whatIsTheSameAllTheTimeIsFlat() {
    assertThat(judged(IntStream.range(0, 40).mapToObj(i -> 100.0).toList())).isTrue();
  }

  @Test
  void whatGrowsAllTheTimeIsNot() {
    assertThat(judged(IntStream.range(0, 40).mapToObj(i -> 100.0 + i).toList())).isFalse();
  }

  @Test
  void growthBeforeTheSecondQuarterIsGettingWarm() {
    assertThat(judged(IntStream.range(0, 40).mapToObj(i -> i < 10 ? 10.0 * i : 100.0).toList()))
        .isTrue();
  }

  @Test
  void aSinglePeakIsNoGrowth() {
    assertThat(judged(IntStream.range(0, 40).mapToObj(i -> i == 35 ? 900.0 : 100.0).toList()))
        .isTrue();
  }

  @Test
  void theQuartersAreTheSecondAndTheLast() {
    Flatness flat = Flatness.of("x", "", IntStream.range(0, 8).mapToObj(i -> (double) i).toList());

    assertThat(flat.early().median()).isEqualTo(2.5);
    assertThat(flat.late().median()).isEqualTo(6.5);
  }

  @Test
  void tooFewLooksAreNotJudged() {
    assertThatThrownBy(() -> Flatness.of("x", "", List.of(1.0, 1.0, 1.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("8 are needed");
  }

  private static boolean judged(List<Double> samples) {
    return Flatness.of("x", "MB", samples).claim("x", LIMIT).met();
  }
}
