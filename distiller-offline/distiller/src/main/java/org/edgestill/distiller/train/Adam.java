package org.edgestill.distiller.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Map;

/** Adam (Kingma and Ba, ICLR 2015) with decoupled weight decay and clipping by the global norm. */
final class Adam implements AutoCloseable {

  private static final float BETA_1 = 0.9f;
  private static final float BETA_2 = 0.98f;
  private static final float EPSILON = 1e-8f;

  private final NDManager manager;
  private final NDArray mean;
  private final NDArray variance;
  private int steps;

  /**
   * A fresh or a continued optimiser.
   *
   * @param mean first moments, one a parameter
   * @param variance second moments, one a parameter
   * @param steps how many steps made them
   */
  Adam(NDManager parent, float[] mean, float[] variance, int steps) {
    this.manager = parent.newSubManager();
    try (NDArray first = manager.create(mean);
        NDArray second = manager.create(variance)) {
      this.mean = first.duplicate();
      this.variance = second.duplicate();
    }
    this.steps = steps;
  }

  int steps() {
    return steps;
  }

  float[] mean() {
    return mean.toFloatArray();
  }

  float[] variance() {
    return variance.toFloatArray();
  }

  /**
   * One step along the gradients of the leaves.
   *
   * @param leaves all parameters, in the order of the vector
   * @param clipNorm the longest gradient that is followed as it is
   * @return the norm of the gradient before clipping; if it is not finite nothing was changed
   */
  float step(
      Parameters parameters,
      Map<String, NDArray> leaves,
      NDManager step,
      float learningRate,
      float weightDecay,
      float clipNorm) {
    NDArray gradient = gradient(leaves, step);
    float norm = (float) Math.sqrt(gradient.square().sum().getFloat());
    if (!Float.isFinite(norm)) {
      return norm;
    }
    if (norm > clipNorm) {
      gradient.muli(clipNorm / norm);
    }
    steps++;
    mean.muli(BETA_1).addi(gradient.mul(1 - BETA_1));
    variance.muli(BETA_2).addi(gradient.square().muli(1 - BETA_2));
    float correction1 = (float) (1 - Math.pow(BETA_1, steps));
    float correction2 = (float) (1 - Math.pow(BETA_2, steps));
    try (NDManager scratch = step.newSubManager()) {
      NDArray first = mean.duplicate();
      first.attach(scratch);
      NDArray second = variance.div(correction2);
      second.attach(scratch);
      NDArray root = second.sqrt();
      NDArray update = first.divi(root.addi(EPSILON)).muli(learningRate / correction1);
      if (weightDecay > 0) {
        parameters.flat().muli(1 - learningRate * weightDecay);
      }
      parameters.flat().subi(update);
    }
    return norm;
  }

  private static NDArray gradient(Map<String, NDArray> leaves, NDManager step) {
    NDList parts = new NDList(leaves.size());
    for (NDArray leaf : leaves.values()) {
      NDArray part = leaf.getGradient();
      part.attach(step);
      parts.add(part.flatten());
    }
    return NDArrays.concat(parts);
  }

  @Override
  public void close() {
    manager.close();
  }
}
