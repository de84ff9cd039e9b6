package org.edgestill.distiller.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * B sequences of one length T as tensors, padding (0) first and the newest event last.
 *
 * @param items int64 [B, T]
 * @param behaviours int64 [B, T]
 * @param gaps int64 [B, T]
 * @param lengths how many events of each sequence are not padding, length B
 * @param length T
 */
@SuppressWarnings("ArrayRecordComponent") // identity is fine: batches are never compared
record TokenBatch(NDArray items, NDArray behaviours, NDArray gaps, int[] lengths, int length) {

  /**
   * A stretch of a sequence; the arrays are shared and not changed.
   *
   * @param from the first event
   * @param to the event after the last
   */
  @SuppressWarnings("ArrayRecordComponent") // identity is fine: stretches are never compared
  record Stretch(int[] items, int[] behaviours, int[] gaps, int from, int to) {
    int length() {
      return to - from;
    }
  }

  static TokenBatch of(NDManager manager, List<Stretch> stretches) {
    int length = 1;
    for (Stretch stretch : stretches) {
      length = Math.max(length, stretch.length());
    }
    int[] lengths = new int[stretches.size()];
    long[] items = new long[stretches.size() * length];
    long[] behaviours = new long[items.length];
    long[] gaps = new long[items.length];
    for (int row = 0; row < lengths.length; row++) {
      Stretch stretch = stretches.get(row);
      lengths[row] = stretch.length();
      int to = (row + 1) * length - stretch.length();
      for (int i = stretch.from(); i < stretch.to(); i++, to++) {
        items[to] = stretch.items()[i];
        behaviours[to] = stretch.behaviours()[i];
        gaps[to] = stretch.gaps()[i];
      }
    }
    Shape shape = new Shape(lengths.length, length);
    return new TokenBatch(
        manager.create(items, shape),
        manager.create(behaviours, shape),
        manager.create(gaps, shape),
        lengths,
        length);
  }

  int rows() {
    return lengths.length;
  }

  /** How many events of a row are not padding. */
  int real(int row) {
    return lengths[row];
  }

  boolean padded() {
    for (int real : lengths) {
      if (real < length) {
        return true;
      }
    }
    return false;
  }
}
