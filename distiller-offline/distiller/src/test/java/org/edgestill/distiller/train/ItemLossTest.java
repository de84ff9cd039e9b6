package org.edgestill.distiller.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ItemLossTest {

  private static final int ROWS = 1500; // more than one piece
  private static final int ITEMS = 30;
  private static final int WIDTH = 8;

  private final Random random = new Random(3);
  private final float[] states = normal(ROWS * WIDTH);
  private final float[] table = normal((ITEMS + 1) * WIDTH);
  private final float[] bias = normal(ITEMS + 1);
  private final ItemLoss.Term hard = term(1, 1, 0.4f);
  private final ItemLoss.Term soft = term(3, 2, 0.6f);
  private final ItemLoss.Offsets offsets = new ItemLoss.Offsets(2, distinct(2), positive(ROWS * 2));

  @Test
  void theGradientByHandIsTheAutomaticOne() {
    Map<String, float[]> byHand = gradients(new FullSoftmax());
    Map<String, float[]> automatic =
        gradients((hidden, w, plus, terms) -> dense(hidden, w, List.of(hard, soft)));
    assertThat(byHand.keySet()).isEqualTo(automatic.keySet());
    byHand.forEach(
        (name, values) ->
            assertThat(values).as(name).containsExactly(automatic.get(name), within(2e-6f)));
  }

  @Test
  void aSampleOfAlmostAllItemsIsAlmostTheWholeSoftmax() {
    Engine.getInstance().setRandomSeed(1);
    bias[0] = -30; // padding is never drawn, so let it weigh nothing in the whole softmax either
    Map<String, float[]> whole = gradients(new FullSoftmax());
    Map<String, float[]> sampled = gradients(new SampledSoftmax(ITEMS, 400));
    whole.forEach(
        (name, values) ->
            assertThat(cosine(values, sampled.getOrDefault(name, new float[0])))
                .as(name)
                .isGreaterThan(0.97));
  }

  private Map<String, float[]> gradients(ItemLoss loss) {
    Map<String, float[]> gradients = new LinkedHashMap<>();
    try (NDManager manager = Torch.newManager()) {
      Map<String, NDArray> w = new LinkedHashMap<>();
      w.put("hidden", manager.create(states, new Shape(ROWS, WIDTH)));
      w.put("item", manager.create(table, new Shape(ITEMS + 1, WIDTH)));
      w.put("itemBias", manager.create(bias));
      w.put(SequenceNetwork.PRIOR_WEIGHT, manager.create(new float[] {0.7f}));
      w.values().forEach(array -> array.setRequiresGradient(true));
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray hidden = w.get("hidden");
        ItemLoss.Result result = loss.of(hidden, w, offsets, List.of(hard, soft));
        assertThat(result.value()).isPositive();
        collector.backward(result.surrogate());
      }
      w.forEach((name, array) -> gradients.put(name, array.getGradient().toFloatArray()));
    }
    return gradients;
  }

  /** The same loss with dense targets and nothing by hand. */
  private ItemLoss.Result dense(NDArray hidden, Map<String, NDArray> w, List<ItemLoss.Term> terms) {
    NDManager manager = hidden.getManager();
    Shape all = new Shape(ROWS, ITEMS + 1);
    NDArray prior =
        manager.create(spread(offsets.columns(), offsets.items(), offsets.values()), all);
    NDArray scores =
        Linear.linear(hidden, w.get("item"), w.get("itemBias"))
            .singletonOrThrow()
            .add(prior.mul(w.get(SequenceNetwork.PRIOR_WEIGHT)));
    NDArray sum = manager.create(0f);
    for (ItemLoss.Term term : terms) {
      NDArray targets = manager.create(spread(term.columns(), term.items(), term.weights()), all);
      NDArray log = scores.div(manager.create(term.temperature())).logSoftmax(1);
      NDArray square = manager.create(-term.temperature() * term.temperature() / ROWS);
      sum = sum.add(log.mul(targets).sum().mul(square));
    }
    return new ItemLoss.Result(sum, sum.getFloat());
  }

  private float[] spread(int columns, long[] items, float[] values) {
    float[] dense = new float[ROWS * (ITEMS + 1)];
    for (int i = 0; i < items.length; i++) {
      dense[i / columns * (ITEMS + 1) + (int) items[i]] += values[i];
    }
    return dense;
  }

  private ItemLoss.Term term(int columns, float temperature, float weight) {
    float[] weights = positive(ROWS * columns);
    for (int row = 0; row < ROWS; row++) {
      float sum = 0;
      for (int c = 0; c < columns; c++) {
        sum += weights[row * columns + c];
      }
      for (int c = 0; c < columns; c++) {
        weights[row * columns + c] *= weight / sum;
      }
    }
    return new ItemLoss.Term(columns, distinct(columns), weights, temperature, weight);
  }

  private long[] distinct(int columns) {
    long[] items = new long[ROWS * columns];
    for (int row = 0; row < ROWS; row++) {
      int first = random.nextInt(ITEMS);
      for (int c = 0; c < columns; c++) {
        items[row * columns + c] = 1L + (first + c * 7) % ITEMS;
      }
    }
    return items;
  }

  private float[] positive(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = 0.1f + random.nextFloat();
    }
    return values;
  }

  private float[] normal(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static double cosine(float[] a, float[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    return ab / Math.sqrt(aa * bb);
  }
}
