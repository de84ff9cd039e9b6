package org.edgestill.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a gateway would compute equals the formulas. */
class StudentGraphTest {

  private static final double PARITY = 1e-4;

  @ParameterizedTest(name = "width {0}, {1} heads, {2} items, {3} successors")
  @CsvSource({"32, 2, 300, 0", "32, 2, 300, 5", "16, 1, 50, 3", "48, 3, 200, 4", "64, 4, 500, 8"})
  void fp32EqualsTheFormulasForEveryPaddingAndBatch(int width, int heads, int items, int successors)
      throws OrtException {
    StudentShape shape = new StudentShape(items, 12, width, heads, 2 * width, 7, 10);
    StudentWeights weights = StudentWeights.random(11 + width, shape, successors);
    try (OnnxStudent student = new OnnxStudent(StudentGraph.fp32(weights))) {
      Random random = new Random(5);
      int[] everyLength = IntStream.rangeClosed(0, shape.length()).toArray();
      assertEqual(weights, student, Histories.random(random, shape, 6, everyLength), 10);
      assertEqual(weights, student, Histories.random(random, shape, 0, 3), 1);
      assertEqual(weights, student, Histories.random(random, shape, 40, 12), shape.rows());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GRU", "MEAN", "BAG"})
  void everyKindEqualsItsFormulas(StudentKind kind) throws OrtException {
    StudentShape shape = new StudentShape(200, 12, 32, 1, 48, 7, 10);
    StudentWeights weights = StudentWeights.random(17, shape, kind, kind.ordered() ? 4 : 0);
    assertThat(weights.encoder().kind()).isEqualTo(kind);
    try (OnnxStudent student = new OnnxStudent(StudentGraph.fp32(weights))) {
      int[] everyLength = IntStream.rangeClosed(0, shape.length()).toArray();
      assertEqual(weights, student, Histories.random(new Random(5), shape, 6, everyLength), 10);
      assertThat(student.metadata())
          .containsEntry("edgestill.kind", kind.name().toLowerCase(Locale.ROOT));
    }
  }

  @Test
  void toABagTheOrderMakesNoDifference() throws OrtException {
    StudentShape shape = new StudentShape(200, 12, 32, 1, 48, 7, 10);
    StudentWeights weights = StudentWeights.random(17, shape, StudentKind.BAG, 0);
    OnnxStudent.Batch batch = Histories.random(new Random(5), shape, 0, 12, 12);
    for (int t = 0; t < shape.length(); t++) {
      batch.items()[1][t] = batch.items()[0][shape.length() - 1 - t];
      batch.behaviours()[1][t] = batch.behaviours()[0][shape.length() - 1 - t];
    }
    try (OnnxStudent student = new OnnxStudent(StudentGraph.fp32(weights))) {
      OnnxStudent.Top top = student.run(batch, 10);
      assertThat(top.items()[1]).containsExactly(top.items()[0]);
    }
  }

  /** Random weights have no structure to exploit, so 4 bits and codes are held to less here. */
  @ParameterizedTest
  @CsvSource({
    "TRANSFORMER, INT8, 0.95", "GRU, INT8, 0.95", "MEAN, INT8, 0.95", "BAG, INT8, 0.95",
    "TRANSFORMER, INT4, 0.5", "GRU, INT4, 0.5", "TRANSFORMER, PRODUCT, 0.3", "MEAN, PRODUCT, 0.3"
  })
  void everyPrecisionKeepsMostOfTheTopTen(StudentKind kind, Precision precision, double least)
      throws OrtException {
    StudentShape shape = new StudentShape(2_000, 20, 32, 1, 48, 7, 10);
    StudentWeights weights = StudentWeights.random(21, shape, kind, 0);
    OnnxStudent.Batch batch =
        Histories.random(new Random(9), shape, 20, IntStream.rangeClosed(1, 20).toArray());
    try (OnnxStudent student = new OnnxStudent(StudentGraph.of(weights, precision))) {
      assertThat(overlap(weights, batch, student.run(batch, 10))).isGreaterThanOrEqualTo(least);
    }
  }

  /** What a table holds is given back exactly, if the precision can hold it. */
  @ParameterizedTest
  @EnumSource(names = {"INT4", "PRODUCT"})
  void lookUpAndScoreUseTheSameTable(Precision precision) throws OrtException {
    StudentShape shape = new StudentShape(100, 6, 32, 2, 32, 3, 4);
    StudentWeights weights = StudentWeights.random(2, shape, 0);
    float[] items = weights.items();
    for (int i = 0; i < items.length; i++) {
      // whole numbers up to 7: a scale of 1 in 4 bits, and at most 100 codewords of a part
      items[i] = i / 32 == 0 ? 0 : i % 32 == 0 ? 7 : (i * 31 + i / 32) % 15 - 7;
    }
    try (OnnxStudent exact = new OnnxStudent(StudentGraph.fp32(weights));
        OnnxStudent small = new OnnxStudent(StudentGraph.of(weights, precision))) {
      OnnxStudent.Batch batch = Histories.random(new Random(4), shape, 0, 0, 1, 3, 6);
      float[][] expected = exact.run(batch, 5).scores();
      float[][] actual = small.run(batch, 5).scores();
      // all other weights are in half precision, and with 4 bits the product rounds the user's
      // vector
      float off = precision == Precision.INT4 ? 0.5f : 0.05f;
      for (int row = 0; row < expected.length; row++) {
        assertThat(actual[row]).containsExactly(expected[row], within(off));
      }
    }
  }

  @Test
  void aWideCatalogueUsesWideSuccessorNumbers() throws OrtException {
    StudentShape shape = new StudentShape(70_000, 4, 16, 1, 16, 3, 4);
    StudentWeights weights = StudentWeights.random(3, shape, 2);
    try (OnnxStudent student = new OnnxStudent(StudentGraph.fp32(weights))) {
      assertEqual(weights, student, Histories.random(new Random(1), shape, 3, 4, 1), 20);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5})
  void eightBitKeepsTheTopTen(int successors) throws OrtException {
    StudentShape shape = new StudentShape(3_650, 50, 32, 2, 64, 7, 10);
    StudentWeights weights = StudentWeights.random(21, shape, successors);
    OnnxStudent.Batch batch =
        Histories.random(new Random(9), shape, 20, IntStream.rangeClosed(1, 50).toArray());
    try (OnnxStudent student = new OnnxStudent(StudentGraph.int8(weights))) {
      assertThat(overlap(weights, batch, student.run(batch, 10))).isGreaterThanOrEqualTo(0.95);
    }
  }

  private static double overlap(
      StudentWeights weights, OnnxStudent.Batch batch, OnnxStudent.Top top) {
    ReferenceStudent reference = new ReferenceStudent(weights);
    return IntStream.range(0, top.items().length)
        .mapToDouble(
            row -> {
              var best = ReferenceStudent.top(scores(reference, batch, row), 10);
              return LongStream.of(top.items()[row]).filter(i -> best.contains((int) i)).count()
                  / 10.0;
            })
        .average()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aShortOrEmptyHistoryNeverGivesNaN(boolean eightBit) throws OrtException {
    StudentShape shape = new StudentShape(100, 8, 32, 2, 64, 7, 10);
    StudentWeights weights = StudentWeights.random(4, shape, 5);
    byte[] model = eightBit ? StudentGraph.int8(weights) : StudentGraph.fp32(weights);
    try (OnnxStudent student = new OnnxStudent(model)) {
      OnnxStudent.Top top =
          student.run(Histories.random(new Random(2), shape, 4, 0, 1, 2), shape.rows());
      for (float[] scores : top.scores()) {
        assertThat(scores).doesNotContain(Float.NaN).doesNotContain(Float.POSITIVE_INFINITY);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void excludedItemsPaddingAndRemovedItemsComeLastAsNegativeInfinity(boolean eightBit)
      throws OrtException {
    StudentShape shape = new StudentShape(20, 5, 16, 1, 16, 3, 4);
    StudentWeights weights = StudentWeights.random(6, shape, 3);
    weights.itemBias()[7] = Float.NEGATIVE_INFINITY;
    OnnxStudent.Batch history = Histories.random(new Random(3), shape, 2, 3);
    history.exclude()[0] = new long[] {2, 2, 19, 0};
    byte[] model = eightBit ? StudentGraph.int8(weights) : StudentGraph.fp32(weights);
    try (OnnxStudent student = new OnnxStudent(model)) {
      OnnxStudent.Top top = student.run(history, 21);
      assertThat(Arrays.copyOfRange(top.items()[0], 17, 21)).containsExactly(0, 2, 7, 19);
      for (int i = 0; i < 21; i++) {
        assertThat(top.scores()[0][i] == Float.NEGATIVE_INFINITY).isEqualTo(i >= 17);
      }
    }
  }

  @Test
  void theEightBitModelIsSmallAndHoldsOneTable() {
    StudentShape shape = new StudentShape(3_650, 50, 32, 2, 64, 7, 10);
    StudentWeights weights = StudentWeights.random(1, shape, 5);
    byte[] small = StudentGraph.int8(weights);
    long table = 3_651L * (32 + 2); // one byte a value, one scale a row
    long bias = 3_651L * 2;
    long prior = 3_651L * 5 * 3;
    long block = ((50 + 7 + 10) * 32 + 4 * 32 * 32 + 2 * 32 * 64) * 2;
    assertThat(StudentGraph.parameterBytes(small))
        .isBetween(table + bias + prior + block, table + bias + prior + block + 2_000);
    assertThat(small.length - StudentGraph.parameterBytes(small)).isLessThan(8_000);
    assertThat(StudentGraph.parameterBytes(StudentGraph.fp32(weights)))
        .isGreaterThan(2 * StudentGraph.parameterBytes(small));
  }

  @Test
  void eachRungIsSmallerThanTheOneBefore() {
    StudentShape shape = new StudentShape(3_650, 50, 32, 2, 64, 7, 10);
    StudentWeights weights = StudentWeights.random(1, shape, 0);
    long eight = StudentGraph.parameterBytes(StudentGraph.int8(weights));
    long four = StudentGraph.parameterBytes(StudentGraph.of(weights, Precision.INT4));
    long codes = StudentGraph.parameterBytes(StudentGraph.of(weights, Precision.PRODUCT));
    assertThat(eight - four).isCloseTo(3_651L * 16, within(300L));
    // a byte for four values and no scales, but 256 codewords for each of eight parts
    assertThat(eight - codes).isCloseTo(3_651L * 26 - 8 * 256 * 8, within(300L));
  }

  @Test
  void theModelSaysWhatItIsAndIsReproducible() throws OrtException {
    StudentShape shape = new StudentShape(100, 8, 32, 2, 64, 7, 10);
    byte[] model = StudentGraph.int8(StudentWeights.random(4, shape, 5));
    assertThat(StudentGraph.int8(StudentWeights.random(4, shape, 5))).isEqualTo(model);
    try (OnnxStudent student = new OnnxStudent(model)) {
      assertThat(student.metadata())
          .containsEntry(StudentGraph.SCHEMA_KEY, StudentGraph.SCHEMA)
          .containsEntry("edgestill.items", "100")
          .containsEntry("edgestill.precision", "int8");
    }
  }

  @Test
  void weightsThatDoNotFitOrAreNotFiniteAreRefused() {
    StudentShape shape = new StudentShape(10, 8, 16, 2, 16, 7, 10);
    StudentWeights good = StudentWeights.random(4, shape, 0);
    good.gaps()[5] = Float.NaN;
    assertThatThrownBy(() -> good.withPrior(null)).hasMessageContaining("gaps holds NaN at 5");
    assertThatThrownBy(() -> new StudentShape(10, 8, 24, 2, 16, 7, 10))
        .hasMessageContaining("multiple of 16");
    assertThatThrownBy(() -> StudentGraph.parameterBytes(new byte[] {1, 2, 3}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertEqual(
      StudentWeights weights, OnnxStudent student, OnnxStudent.Batch batch, int k)
      throws OrtException {
    ReferenceStudent reference = new ReferenceStudent(weights);
    OnnxStudent.Top top = student.run(batch, k);
    for (int row = 0; row < batch.items().length; row++) {
      double[] expected = scores(reference, batch, row);
      List<Integer> ranking = ReferenceStudent.ranking(expected);
      for (int rank = 0; rank < k; rank++) {
        // The score at each rank, and the score of the item there: rounding may swap near-equal
        // items, but never by more than itself.
        float actual = top.scores()[row][rank];
        int item = (int) top.items()[row][rank];
        if (actual == Float.NEGATIVE_INFINITY) {
          assertThat(expected[item]).isEqualTo(Double.NEGATIVE_INFINITY);
        } else {
          assertThat((double) actual).isCloseTo(expected[item], within(PARITY));
          assertThat((double) actual).isCloseTo(expected[ranking.get(rank)], within(PARITY));
        }
      }
    }
  }

  private static double[] scores(ReferenceStudent reference, OnnxStudent.Batch batch, int row) {
    return reference.scores(
        batch.items()[row], batch.behaviours()[row], batch.gaps()[row], batch.exclude()[row]);
  }
}
