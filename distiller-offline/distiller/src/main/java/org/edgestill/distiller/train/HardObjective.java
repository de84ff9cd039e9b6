package org.edgestill.distiller.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cross-entropy with the item that came, over all items. */
final class HardObjective implements Objective {

  private final @Nullable PriorOffsets offsets;

  HardObjective() {
    this(null);
  }

  /**
   * An objective.
   *
   * @param offsets the transition prior of each prediction, added to its scores; {@code null} for
   *     none
   */
  HardObjective(@Nullable PriorOffsets offsets) {
    this.offsets = offsets;
  }

  @Override
  public SoftmaxLoss.Result loss(
      NDArray hidden,
      Map<String, NDArray> w,
      List<Windows.Window> windows,
      Windows.Targets targets) {
    Shape shape = new Shape(targets.count(), 1);
    float[] ones = new float[targets.count()];
    Arrays.fill(ones, 1);
    return SoftmaxLoss.of(
        hidden,
        w,
        offsets == null ? null : offsets.of(hidden.getManager(), targets),
        new SoftmaxLoss.Term(
            hidden.getManager().create(targets.items(), shape),
            hidden.getManager().create(ones, shape),
            1,
            1));
  }
}
