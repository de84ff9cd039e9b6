package org.edgestill.graph;

/**
 * What usually follows an item, as a sparse term of the scores: for each of the last {@code window}
 * items of the history, r steps back, {@code weight * decay^r * value[item][s]} is added to the
 * score of {@code successor[item][s]}.
 *
 * @param successors S, how many successors each item has at most
 * @param window how many of the newest items count, at least 1 and at most the student's length
 * @param weight of the whole term, finite
 * @param decay for each step back, 0 to 1
 * @param successor item numbers, row-major, shape [V + 1, S]; 0 where an item has fewer
 * @param value at least 0 and finite, row-major, shape [V + 1, S]; 0 where an item has fewer. Row 0
 *     must be all zero
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of weights; never compared
public record TransitionPrior(
    int successors, int window, float weight, float decay, int[] successor, float[] value) {

  /**
   * Checks the sizes that do not depend on the student.
   *
   * @throws IllegalArgumentException if a component is out of its range
   */
  public TransitionPrior {
    if (successors < 1 || window < 1) {
      throw new IllegalArgumentException("successors and window must be at least 1");
    }
    if (!Float.isFinite(weight) || !(decay >= 0 && decay <= 1)) {
      throw new IllegalArgumentException(
          "weight must be finite and decay 0 to 1, but are " + weight + " and " + decay);
    }
  }

  void require(StudentShape shape) {
    StudentWeights.requireValues("prior.value", value, (long) shape.rows() * successors);
    if (successor.length != value.length) {
      throw new IllegalArgumentException("prior.successor and prior.value differ in length");
    }
    if (window > shape.length()) {
      throw new IllegalArgumentException(
          "the prior's window " + window + " is longer than the history " + shape.length());
    }
    for (int i = 0; i < value.length; i++) {
      if (value[i] < 0 || (i < successors && value[i] != 0)) {
        throw new IllegalArgumentException(
            "prior.value must not be negative, and 0 in row 0, but is " + value[i] + " at " + i);
      }
      if (successor[i] < 0 || successor[i] > shape.items()) {
        throw new IllegalArgumentException(
            "prior.successor must be 0 to " + shape.items() + ", but is " + successor[i]);
      }
    }
  }
}
