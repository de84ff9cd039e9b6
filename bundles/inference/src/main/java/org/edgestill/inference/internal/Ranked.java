package org.edgestill.inference.internal;

import ai.onnxruntime.OnnxTensor;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Map;

/**
 * What a run answered: items and scores, best first. Valid until the buffers run again.
 *
 * @param items int64 item numbers, shape [size]
 * @param scores float, shape [size]; negative infinity after the last that may be recommended
 * @param tensors the same as the outputs of a run
 */
record Ranked(LongBuffer items, FloatBuffer scores, Map<String, OnnxTensor> tensors) {

  int size() {
    return items.capacity();
  }

  int item(int rank) {
    return Math.toIntExact(items.get(rank));
  }

  float score(int rank) {
    return scores.get(rank);
  }

  /** Whether there is no NaN and no positive infinity. */
  boolean isSound() {
    for (int rank = 0; rank < size(); rank++) {
      float score = scores.get(rank);
      if (Float.isNaN(score) || score == Float.POSITIVE_INFINITY) {
        return false;
      }
    }
    return true;
  }

  /**
   * Looks at every score.
   *
   * @throws IllegalStateException if one is NaN or positive infinity
   */
  void requireSound() {
    if (!isSound()) {
      throw new IllegalStateException("the student gives a score that is not a number");
    }
  }
}
