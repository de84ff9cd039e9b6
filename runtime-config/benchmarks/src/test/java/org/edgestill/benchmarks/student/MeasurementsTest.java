package org.edgestill.benchmarks.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.edgestill.benchmarks.Figure;
import org.junit.jupiter.api.Test;

class MeasurementsTest {
  private final Measurements measured = new Measurements();

  /** A process in which the whole takes 10 more than the run, however slow it is. */
  private void process(double run) {
    measured.add(
        Map.of("run", List.of(run - 1, run, run + 90), "whole", List.of(run + 10)),
        Map.of("whole", List.of(2_000.0)));
  }

  @Test
  void whatTookTurnsIsComparedInEachProcess() {
    process(50);
    process(100);
    process(100);

    assertThat(measured.over("whole", "run", "as"))
        .isEqualTo(Figure.of("as", "x", 60.0 / 50, 1.1, 1.1));
    assertThat(measured.above("whole", "run", "as")).isEqualTo(Figure.of("as", "us", 10, 10, 10));
  }

  @Test
  void aTimeIsOfAllIterationsOfAllProcesses() {
    process(50);
    process(100);

    assertThat(measured.time("run", "as"))
        .isEqualTo(Figure.of("as", "us", 49, 50, 140, 99, 100, 190));
    assertThat(measured.allocated("whole", "as")).isEqualTo(Figure.of("as", "bytes", 2_000, 2_000));
  }

  @Test
  void whatWasNotMeasuredIsSaid() {
    process(50);

    assertThatThrownBy(() -> measured.time("encode", "as"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("encode");
  }
}
