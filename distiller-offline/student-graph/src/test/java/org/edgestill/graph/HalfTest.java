package org.edgestill.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalfTest {

  /** Among them the largest and the smallest there are, ties, and a carry into the exponent. */
  @ParameterizedTest
  @CsvSource({
    "0, 0000",
    "-0.0, 8000",
    "1, 3c00",
    "-2, c000",
    "0.333251953125, 3555",
    "65504, 7bff",
    "65519, 7bff",
    "65520, 7c00",
    "70000, 7c00",
    "-Infinity, fc00",
    "NaN, 7e00",
    "6.103515625e-5, 0400",
    "6.097555e-5, 03ff",
    "5.9604645e-8, 0001",
    "1e-9, 0000",
    "1.00048828125, 3c00",
    "1.00146484375, 3c02",
    "1.99951171875, 4000"
  })
  void theNearestNumberIsTaken(float value, String bits) {
    assertThat("%04x".formatted(Half.of(value) & 0xffff)).isEqualTo(bits);
  }
}
