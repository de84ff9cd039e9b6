package org.edgestill.distiller.baseline;

import java.util.Arrays;

/**
 * A sparse matrix of item-to-item weights, row by row (CSR): row i holds the successors of item i.
 *
 * @param starts row i is at positions starts[i] to starts[i + 1] - 1; length V + 2, row 0 is empty
 * @param successors item numbers, ascending within a row
 * @param weights positive
 */
@SuppressWarnings("ArrayRecordComponent") // identity is fine: matrices are never compared
public record Transitions(int[] starts, int[] successors, float[] weights) {

  /** Collects pairs; equal ones are summed up. */
  static final class Builder {
    private final int items;
    private long[] pairs = new long[1024];
    private float[] values = new float[1024];
    private int size;

    Builder(int items) {
      this.items = items;
    }

    void add(int from, int to, float weight) {
      if (size == pairs.length) {
        int room = Math.addExact(size, size);
        pairs = Arrays.copyOf(pairs, room);
        values = Arrays.copyOf(values, room);
      }
      pairs[size] = ((long) from << 32) | to;
      values[size++] = weight;
    }

    Transitions build() {
      // counting sort by the first item, then each row by itself: no boxed pairs
      int[] starts = new int[items + 2];
      for (int i = 0; i < size; i++) {
        starts[from(i) + 1]++;
      }
      Arrays.parallelPrefix(starts, Integer::sum);
      int[] next = starts.clone();
      long[] sorted = new long[size];
      for (int i = 0; i < size; i++) {
        // the successor above, the position of its weight below
        sorted[next[from(i)]++] = ((pairs[i] & 0xffffffffL) << 32) | i;
      }
      int[] successors = new int[size];
      float[] weights = new float[size];
      int[] packed = new int[items + 2];
      int written = 0;
      for (int item = 0; item <= items; item++) {
        packed[item] = written;
        Arrays.sort(sorted, starts[item], starts[item + 1]);
        for (int i = starts[item]; i < starts[item + 1]; i++) {
          int successor = (int) (sorted[i] >>> 32);
          float weight = values[(int) sorted[i]];
          if (written > packed[item] && successors[written - 1] == successor) {
            weights[written - 1] += weight;
          } else {
            successors[written] = successor;
            weights[written++] = weight;
          }
        }
      }
      packed[items + 1] = written;
      return new Transitions(
          packed, Arrays.copyOf(successors, written), Arrays.copyOf(weights, written));
    }

    private int from(int pair) {
      return (int) (pairs[pair] >>> 32);
    }
  }

  /** How many pairs have a weight. */
  public int size() {
    return successors.length;
  }

  /** Adds a row, scaled, to a score vector of length V + 1. */
  public void addRow(int item, float scale, float[] scores) {
    for (int i = starts[item]; i < starts[item + 1]; i++) {
      scores[successors[i]] += scale * weights[i];
    }
  }
}
