package org.edgestill.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FigureTest {

  @Test
  void theMedianAndTheQuartilesAreInterpolated() {
    Figure figure = Figure.of("run", "us", 4, 1, 3, 2);

    assertThat(figure).isEqualTo(new Figure("run", "us", 2.5, 1.75, 3.25, 4));
  }

  @Test
  void oneSampleIsAllThree() {
    assertThat(Figure.of("run", "us", 7)).isEqualTo(new Figure("run", "us", 7, 7, 7, 1));
  }

  @Test
  void withoutASampleThereIsNoFigure() {
    assertThatThrownBy(() -> Figure.of("run", "us"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("run");
  }
}
