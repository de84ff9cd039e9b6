package org.edgestill.distiller.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The student's loss: the item that came (hard), the teacher's distribution over its best items
 * (response distillation, Hinton et al., 2015), and the teacher's hidden state, reached by a linear
 * map that only training has (hints, Romero et al., FitNets, ICLR 2015).
 */
final class DistillationObjective implements Objective {

  private final Knowledge knowledge;
  private final DistillationSettings settings;
  private final ItemLoss loss;
  private final @Nullable PriorOffsets offsets;

  /**
   * An objective.
   *
   * @param offsets the transition prior of each prediction, added to its scores; {@code null} for
   *     none
   */
  DistillationObjective(
      Knowledge knowledge,
      DistillationSettings settings,
      ItemLoss loss,
      @Nullable PriorOffsets offsets) {
    this.loss = loss;
    this.knowledge = knowledge;
    this.settings = settings;
    this.offsets = offsets;
  }

  @Override
  public ItemLoss.Result loss(
      NDArray hidden,
      Map<String, NDArray> w,
      List<Windows.Window> windows,
      Windows.Targets targets) {
    float soft = (float) settings.softWeight();
    float temperature = (float) settings.temperature();
    ItemLoss.Offsets prior = offsets == null ? null : offsets.of(targets);
    List<ItemLoss.Term> terms =
        temperature == 1
            ? List.of(mixed(targets, 1 - soft, soft))
            : List.of(mixed(targets, 1 - soft, 0), mixed(targets, 0, soft));
    ItemLoss.Result response = loss.of(hidden, w, prior, terms);
    if (settings.hintWeight() == 0 || knowledge.width() == 0) {
      return response;
    }
    NDArray hint = hint(hidden, w, targets);
    return new ItemLoss.Result(response.surrogate().add(hint), response.value() + hint.getFloat());
  }

  /** Squared distance to the teacher's hidden states, mean over everything, times its weight. */
  private NDArray hint(NDArray hidden, Map<String, NDArray> w, Windows.Targets targets) {
    int width = knowledge.width();
    float[] states = new float[targets.count() * width];
    for (int i = 0; i < targets.count(); i++) {
      knowledge.hidden(targets.positions()[i], states, i * width);
    }
    NDManager manager = hidden.getManager();
    NDArray guess =
        Linear.linear(
                hidden, SequenceNetwork.at(w, "hint.weight"), SequenceNetwork.at(w, "hint.bias"))
            .singletonOrThrow();
    NDArray scale = manager.create((float) settings.hintWeight());
    return guess
        .sub(manager.create(states, new Shape(targets.count(), width)))
        .square()
        .mean()
        .mul(scale);
  }

  /** One distribution from the item that came and the teacher's best items. */
  private ItemLoss.Term mixed(Windows.Targets targets, float hard, float soft) {
    int n = knowledge.top();
    int columns = n + 1;
    long[] items = new long[targets.count() * columns];
    float[] weights = new float[items.length];
    float[] row = new float[n];
    for (int i = 0; i < targets.count(); i++) {
      int position = targets.positions()[i];
      int found = soften(position, row);
      long target = targets.items()[i];
      boolean merged = false;
      for (int j = 0; j < found; j++) {
        int item = knowledge.item(position, j);
        items[i * columns + j] = item;
        weights[i * columns + j] = soft * row[j] + (item == target ? hard : 0);
        merged |= item == target;
      }
      if (!merged) {
        items[i * columns + n] = target;
        weights[i * columns + n] = found == 0 ? hard + soft : hard;
      }
    }
    float temperature = hard == 0 ? (float) settings.temperature() : 1;
    return new ItemLoss.Term(columns, items, weights, temperature, hard + soft);
  }

  /** The teacher's distribution at the temperature; returns how many items it has. */
  private int soften(int position, float[] row) {
    double temperature = settings.temperature() * settings.teacherTemperature();
    int found = 0;
    double sum = 0;
    Arrays.fill(row, 0);
    while (found < row.length && knowledge.item(position, found) != 0) {
      double value =
          Math.exp((knowledge.score(position, found) - knowledge.score(position, 0)) / temperature);
      row[found++] = (float) value;
      sum += value;
    }
    for (int j = 0; j < found; j++) {
      row[j] /= (float) sum;
    }
    return found;
  }
}
