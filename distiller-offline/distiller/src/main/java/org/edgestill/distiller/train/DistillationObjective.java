package org.edgestill.distiller.train;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The student's loss: the item that came (hard), the teacher's distribution over its best items
 * (response), and any further terms. Hard and response share a softmax if they may.
 */
final class DistillationObjective implements Objective {

  private final Curriculum curriculum;
  private final DistillationSettings settings;
  private final List<LossWeights.Weighted> terms;
  private final ItemLoss loss;
  private final @Nullable PriorOffsets offsets;
  private Knowledge knowledge;
  private double progress;

  /**
   * An objective.
   *
   * @param terms those of the settings, besides hard and response
   * @param offsets the transition prior of each prediction, added to its scores; {@code null} for
   *     none
   */
  DistillationObjective(
      Curriculum curriculum,
      DistillationSettings settings,
      List<LossWeights.Weighted> terms,
      ItemLoss loss,
      @Nullable PriorOffsets offsets) {
    this.loss = loss;
    this.curriculum = curriculum;
    this.knowledge = curriculum.in(1, 1);
    this.settings = settings;
    this.terms = List.copyOf(terms);
    this.offsets = offsets;
  }

  @Override
  public void epoch(int number, int of) {
    knowledge = curriculum.in(number, of);
    progress = of == 1 ? 1 : (number - 1.0) / (of - 1);
  }

  @Override
  public ItemLoss.Result loss(
      NDArray hidden,
      Map<String, NDArray> w,
      List<Windows.Window> windows,
      Windows.Targets targets) {
    ItemLoss.Offsets prior = offsets == null ? null : offsets.of(targets);
    List<ItemLoss.Term> softmaxes = softmaxes(targets);
    ItemLoss.@Nullable Result sum =
        softmaxes.isEmpty() ? null : loss.of(hidden, w, prior, softmaxes);
    LossTerm.Batch batch = new LossTerm.Batch(hidden, w, targets, prior, knowledge, progress);
    for (LossWeights.Weighted each : terms) {
      NDArray weight = hidden.getManager().create((float) each.weight());
      NDArray term = each.term().of(batch).mul(weight);
      sum =
          sum == null
              ? new ItemLoss.Result(term, term.getFloat())
              : new ItemLoss.Result(sum.surrogate().add(term), sum.value() + term.getFloat());
    }
    return Objects.requireNonNull(sum, "a loss has at least one term");
  }

  private List<ItemLoss.Term> softmaxes(Windows.Targets targets) {
    float hard = (float) settings.losses().hard();
    float soft = (float) settings.losses().response();
    if (settings.temperature() == 1) {
      return hard + soft == 0 ? List.of() : List.of(mixed(targets, hard, soft));
    }
    List<ItemLoss.Term> apart = new ArrayList<>();
    if (hard > 0) {
      apart.add(mixed(targets, hard, 0));
    }
    if (soft > 0) {
      apart.add(mixed(targets, 0, soft));
    }
    return apart;
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
    Double set = settings.teacherTemperature();
    double temperature = settings.temperature() * (set == null ? knowledge.temperature() : set);
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
