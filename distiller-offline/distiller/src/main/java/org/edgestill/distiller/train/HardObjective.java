package org.edgestill.distiller.train;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cross-entropy with the item that came, as the loss has it. */
final class HardObjective implements Objective {

  private final ItemLoss loss;
  private final @Nullable PriorOffsets offsets;

  HardObjective(ItemLoss loss) {
    this(loss, null);
  }

  /**
   * An objective.
   *
   * @param offsets the transition prior of each prediction, added to its scores; {@code null} for
   *     none
   */
  HardObjective(ItemLoss loss, @Nullable PriorOffsets offsets) {
    this.loss = loss;
    this.offsets = offsets;
  }

  @Override
  public ItemLoss.Result loss(
      NDArray hidden,
      Map<String, NDArray> w,
      List<Windows.Window> windows,
      Windows.Targets targets) {
    float[] ones = new float[targets.count()];
    Arrays.fill(ones, 1);
    return loss.of(
        hidden,
        w,
        offsets == null ? null : offsets.of(targets),
        List.of(new ItemLoss.Term(1, targets.items(), ones, 1, 1)));
  }
}
