package org.edgestill.distiller.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.edgestill.graph.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The terms of a student's loss, held to their formulas. */
class LossTermsTest {

  private static final int ROWS = 40;
  private static final int ITEMS = 12;
  private static final int TOP = 4;
  private static final int WIDTH = 6;
  private static final int TEACHER_WIDTH = 9;

  private final Random random = new Random(8);
  private final float[] hidden = normal(ROWS * WIDTH);
  private final float[] table = normal((ITEMS + 1) * WIDTH);
  private final float[] bias = normal(ITEMS + 1);
  private final int[] ranked = ranked();
  private final float[] said = normal(ROWS * TOP);
  private final float[] states = normal(ROWS * TEACHER_WIDTH);
  private final ItemLoss.Offsets offsets = offsets();
  private final Path file;
  private Knowledge knowledge;

  LossTermsTest(@TempDir Path folder) throws IOException {
    this.file = folder.resolve("knowledge.bin");
    this.knowledge = written();
  }

  @Test
  void theRankingLossIsTheLikelihoodOfTheTeachersOrderBeforeAllOthers() {
    Engine.getInstance().setRandomSeed(1);
    double expected = 0;
    for (int row = 0; row < ROWS; row++) {
      double[] scores = scores(row);
      double below = 0;
      for (int item = 1; item <= ITEMS; item++) {
        below += rankOf(row, item) < 0 ? Math.exp(scores[item]) : 0;
      }
      for (int rank = TOP - 1; rank >= 0; rank--) {
        double score = scores[ranked[row * TOP + rank]];
        below += Math.exp(score);
        expected -= (score - Math.log(below)) / (ROWS * TOP);
      }
    }
    // so many draws hit each of the few items
    assertThat(value(new RankingTerm(ITEMS))).isCloseTo(expected, within(1e-4));
  }

  @Test
  void theTopologyLossComparesCosines() {
    double expected = 0;
    for (int a = 0; a < ROWS; a++) {
      for (int b = 0; b < ROWS; b++) {
        double student = cosine(hidden, WIDTH, a, b);
        double teacher = cosine(states, TEACHER_WIDTH, a, b);
        expected += (student - teacher) * (student - teacher) / (ROWS * ROWS);
      }
    }
    assertThat(value(new TopologyTerm())).isCloseTo(expected, within(1e-5));
  }

  @Test
  void expertsLearnWhatOneMapCanNot() throws IOException {
    // two kinds of users, of whom the teacher thinks the opposite of what the student's state says
    for (int row = 0; row < ROWS; row++) {
      int sign = row % 2 == 0 ? 1 : -1;
      for (int i = 0; i < TEACHER_WIDTH; i++) {
        float own = hidden[row * WIDTH + i % WIDTH];
        states[row * TEACHER_WIDTH + i] = i == 0 ? 3 * sign : sign * own;
      }
    }
    knowledge = written();
    double hint = trained(new HintTerm(WIDTH, TEACHER_WIDTH));
    double experts = trained(new ExpertsTerm(WIDTH, TEACHER_WIDTH));
    assertThat(experts).isLessThan(hint / 2);
  }

  @Test
  void aRoundedTableHasFewValuesAndPassesTheGradientOn() {
    try (NDManager manager = Torch.newManager()) {
      NDArray leaf = manager.create(table, new Shape(ITEMS + 1, WIDTH));
      leaf.setRequiresGradient(true);
      TableQuantiser quantiser = TableQuantiser.of(Precision.INT4, WIDTH);
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray rounded = quantiser.rounded(leaf);
        for (int row = 0; row <= ITEMS; row++) {
          float[] values = rounded.get("" + row).toFloatArray();
          float scale = (float) largest(table, row) / 7;
          for (int i = 0; i < WIDTH; i++) {
            assertThat(values[i] / scale).isCloseTo(Math.round(values[i] / scale), within(1e-3f));
            assertThat(values[i]).isCloseTo(table[row * WIDTH + i], within(scale / 2 + 1e-5f));
          }
        }
        NDArray factors = manager.create(table, leaf.getShape());
        collector.backward(rounded.mul(factors).sum());
      }
      assertThat(leaf.getGradient().toFloatArray()).containsExactly(table, within(1e-6f));
    }
  }

  @Test
  void projectedItemVectorsKeepInnerProductsIfTheyCan() {
    // vectors that only look 6-dimensional: they lie in a plane
    float[] flat = new float[(ITEMS + 1) * WIDTH];
    for (int item = 1; item <= ITEMS; item++) {
      for (int i = 0; i < WIDTH; i++) {
        flat[item * WIDTH + i] = item * table[i] + (item % 5) * table[WIDTH + i];
      }
    }
    ItemVectors narrow = new ItemVectors(WIDTH, flat).projected(2);
    ItemVectors wide = new ItemVectors(WIDTH, flat).projected(8);
    for (int a = 0; a <= ITEMS; a++) {
      double expected = dot(flat, WIDTH, 3, a);
      float off = (float) (1e-4 * Math.max(1, Math.abs(expected)));
      assertThat(dot(narrow.values(), 2, 3, a)).isCloseTo(expected, within((double) off));
      assertThat(dot(wide.values(), 8, 3, a)).isCloseTo(expected, within((double) off));
    }
  }

  @Test
  void aMixThatCanNotBeIsRefused() {
    assertThatThrownBy(() -> new LossWeights(0, 0, 1, 1, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one of hard, response and ranking");
    assertThatThrownBy(() -> new LossWeights(1, -0.1, 0, 0, 0, 0))
        .hasMessageContaining("response must be 0 or more");
    assertThatThrownBy(() -> new LossWeights(1, 0, Double.NaN, 0, 0, 0))
        .hasMessageContaining("hint must be 0 or more");
    assertThatThrownBy(
            () -> new DistillationSettings(1, 1.0, 1, 0, new LossWeights(1, 0, 0, 0, 1, 0)))
        .hasMessageContaining("at least two topItems");
    assertThat(new LossWeights(1, 0, 1, 0, 0, 0).terms(ITEMS, WIDTH, 0))
        .as("hints are left out where there is nothing to hint at")
        .isEmpty();
    assertThat(LossWeights.ALONE.needsTeacher()).isFalse();
  }

  @Test
  void whatTheTeacherDoesNotHaveIsLeftOut() {
    LossWeights all = new LossWeights(1, 1, 1, 1, 1, 1);
    assertThat(all.terms(ITEMS, WIDTH, TEACHER_WIDTH)).hasSize(4);
    assertThat(all.terms(ITEMS, WIDTH, 0))
        .extracting(LossWeights.Weighted::term)
        .containsExactly(new RankingTerm(ITEMS));
  }

  /** The loss after the term's own parameters were trained for a while. */
  private double trained(LossTerm term) {
    Engine.getInstance().setRandomSeed(5);
    try (NDManager manager = Torch.newManager()) {
      Parameters.Builder builder = new Parameters.Builder();
      term.addTo(builder, new SplittableRandom(3));
      double loss = 0;
      try (Parameters parameters = builder.build(manager);
          Adam adam =
              new Adam(manager, new float[parameters.count()], new float[parameters.count()], 0)) {
        for (int step = 0; step < 150; step++) {
          try (NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> leaves = parameters.leaves(scope, true);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
              NDArray value = term.of(batch(scope, leaves, step / 149.0));
              loss = value.getFloat();
              collector.backward(value);
            }
            adam.step(parameters, leaves, scope, 0.03f, 0, 5);
          }
        }
      }
      return loss;
    }
  }

  private double value(LossTerm term) {
    try (NDManager manager = Torch.newManager()) {
      Map<String, NDArray> w = new LinkedHashMap<>();
      w.put("item", manager.create(table, new Shape(ITEMS + 1, WIDTH)));
      w.put("itemBias", manager.create(bias));
      w.put(SequenceNetwork.PRIOR_WEIGHT, manager.create(new float[] {0.7f}));
      return term.of(batch(manager, w, 0)).getFloat();
    }
  }

  private LossTerm.Batch batch(NDManager manager, Map<String, NDArray> w, double progress) {
    int[] positions = IntStream.range(0, ROWS).toArray();
    Windows.Targets targets = new Windows.Targets(new long[ROWS], new long[ROWS], positions);
    NDArray own = manager.create(hidden, new Shape(ROWS, WIDTH));
    return new LossTerm.Batch(own, w, targets, offsets, knowledge, progress);
  }

  private double[] scores(int row) {
    double[] scores = new double[ITEMS + 1];
    for (int item = 0; item <= ITEMS; item++) {
      scores[item] = bias[item];
      for (int i = 0; i < WIDTH; i++) {
        scores[item] += (double) hidden[row * WIDTH + i] * table[item * WIDTH + i];
      }
    }
    for (int c = row * 2; c < row * 2 + 2; c++) {
      scores[(int) offsets.items()[c]] += 0.7f * offsets.values()[c];
    }
    return scores;
  }

  private int rankOf(int row, int item) {
    return IntStream.range(0, TOP)
        .filter(rank -> ranked[row * TOP + rank] == item)
        .findFirst()
        .orElse(-1);
  }

  private int[] ranked() {
    int[] items = new int[ROWS * TOP];
    for (int row = 0; row < ROWS; row++) {
      int start = random.nextInt(ITEMS);
      for (int rank = 0; rank < TOP; rank++) {
        items[row * TOP + rank] = (start + 5 * rank) % ITEMS + 1;
      }
    }
    return items;
  }

  /** What the teacher says, as students get it. */
  private Knowledge written() throws IOException {
    Knowledge.Header header = new Knowledge.Header("test", ROWS, TOP, TEACHER_WIDTH, ITEMS, 0, 1);
    try (KnowledgeWriter writer = new KnowledgeWriter(file, header)) {
      for (int row = 0; row < ROWS; row++) {
        writer.put(
            row,
            Arrays.copyOfRange(ranked, row * TOP, (row + 1) * TOP),
            Arrays.copyOfRange(said, row * TOP, (row + 1) * TOP),
            1,
            Arrays.copyOfRange(states, row * TEACHER_WIDTH, (row + 1) * TEACHER_WIDTH));
      }
      return writer.commit();
    }
  }

  private ItemLoss.Offsets offsets() {
    long[] items = new long[ROWS * 2];
    float[] values = new float[ROWS * 2];
    for (int i = 0; i < items.length; i++) {
      items[i] = i % 2 == 0 ? 1 + random.nextInt(ITEMS - 1) : ITEMS;
      values[i] = random.nextFloat();
    }
    return new ItemLoss.Offsets(2, items, values);
  }

  private float[] normal(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static double largest(float[] values, int row) {
    return IntStream.range(row * WIDTH, (row + 1) * WIDTH)
        .mapToDouble(i -> Math.abs(values[i]))
        .max()
        .orElse(0);
  }

  private static double dot(float[] rows, int width, int a, int b) {
    double sum = 0;
    for (int i = 0; i < width; i++) {
      sum += (double) rows[a * width + i] * rows[b * width + i];
    }
    return sum;
  }

  private static double cosine(float[] rows, int width, int a, int b) {
    return dot(rows, width, a, b) / Math.sqrt(dot(rows, width, a, a) * dot(rows, width, b, b));
  }
}
