package org.edgestill.distiller.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.edgestill.graph.Precision;
import org.jspecify.annotations.Nullable;

/**
 * Rounds an item table as the graph that ships does, and lets the gradient pass as if it had not
 * (straight-through estimator: Bengio et al., 2013; quantisation-aware training: Jacob et al., CVPR
 * 2018). The student learns with the table that it will have.
 *
 * @param blockSize values that share a scale
 * @param largest magnitude of a code, 127 for 8 bits, 7 for 4 bits
 */
record TableQuantiser(int blockSize, int largest) {

  private static final float TINY = 1e-12f;

  /**
   * The one for a precision.
   *
   * @throws IllegalArgumentException for a precision without scales
   */
  static TableQuantiser of(Precision precision, int blockSize) {
    return switch (precision) {
      case INT8 -> new TableQuantiser(blockSize, 127);
      case INT4 -> new TableQuantiser(blockSize, 7);
      case FP32, PRODUCT ->
          throw new IllegalArgumentException(
              "quantisationAware is for the precisions int8 and int4, not " + precision);
    };
  }

  /** As {@link #of}, or {@code null} if a student is trained in single precision. */
  static @Nullable TableQuantiser of(StudentSettings settings, int blockSize) {
    return settings.quantisationAware() ? of(settings.precision(), blockSize) : null;
  }

  /** The rounded table; its gradient is that of the table. */
  NDArray rounded(NDArray table) {
    NDArray plain = table.stopGradient();
    Shape blocks = new Shape(table.size() / blockSize, blockSize);
    NDArray values = plain.reshape(blocks);
    NDArray scale = values.abs().max(new int[] {1}, true).div(largest).add(TINY);
    NDArray codes = values.div(scale).round().clip(-largest, largest);
    return table.add(codes.mul(scale).reshape(table.getShape()).sub(plain));
  }
}
