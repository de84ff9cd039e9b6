package org.edgestill.distiller.train;

import java.util.Arrays;
import org.edgestill.distiller.data.Dataset;

/**
 * How often an item came soon after another in the training events: a first-order Markov chain with
 * a window. An item r events after another (r from 1) counts {@code decay^(r - 1)}.
 *
 * <p>When a network learns to imitate the chain on the very events that were counted, the answer
 * would be among the counts. So a user's own transitions can be subtracted.
 */
final class TransitionCounts {

  private final int window;
  private final double decay;
  private final int[] start;
  private final int[] successors;
  private final float[] counts;

  private TransitionCounts(
      int window, double decay, int[] start, int[] successors, float[] counts) {
    this.window = window;
    this.decay = decay;
    this.start = start;
    this.successors = successors;
    this.counts = counts;
  }

  /** Counts the training events of all users. */
  static TransitionCounts count(Dataset data, int window, double decay) {
    int items = data.itemCount();
    int[] sizes = new int[items + 2];
    forEachPair(data, window, decay, (from, to, count) -> sizes[from + 1]++);
    for (int i = 1; i < sizes.length; i++) {
      sizes[i] += sizes[i - 1];
    }
    int[] next = Arrays.copyOf(sizes, sizes.length);
    long[] pairs = new long[sizes[items + 1]];
    forEachPair(
        data,
        window,
        decay,
        (from, to, count) -> pairs[next[from]++] = ((long) to << 32) | Float.floatToIntBits(count));
    return merged(items, window, decay, sizes, pairs);
  }

  private static TransitionCounts merged(
      int items, int window, double decay, int[] sizes, long[] pairs) {
    int[] start = new int[items + 2];
    int[] successors = new int[pairs.length];
    float[] counts = new float[pairs.length];
    int size = 0;
    for (int from = 0; from <= items; from++) {
      start[from] = size;
      Arrays.sort(pairs, sizes[from], sizes[from + 1]);
      for (int i = sizes[from]; i < sizes[from + 1]; i++) {
        int to = (int) (pairs[i] >>> 32);
        if (size == start[from] || successors[size - 1] != to) {
          successors[size++] = to;
        }
        counts[size - 1] += Float.intBitsToFloat((int) pairs[i]);
      }
    }
    start[items + 1] = size;
    return new TransitionCounts(
        window, decay, start, Arrays.copyOf(successors, size), Arrays.copyOf(counts, size));
  }

  private interface PairConsumer {
    void accept(int from, int to, float count);
  }

  private static void forEachPair(Dataset data, int window, double decay, PairConsumer consumer) {
    for (int user = 0; user < data.users(); user++) {
      int[] items = data.train(user).items();
      for (int i = 0; i < items.length; i++) {
        float count = 1;
        for (int j = i + 1; j < items.length && j <= i + window; j++) {
          consumer.accept(items[i], items[j], count);
          count *= (float) decay;
        }
      }
    }
  }

  int window() {
    return window;
  }

  double decay() {
    return decay;
  }

  /** The first index of an item's successors. */
  int from(int item) {
    return start[item];
  }

  /** The index after an item's last successor. */
  int to(int item) {
    return start[item + 1];
  }

  int successor(int index) {
    return successors[index];
  }

  float count(int index) {
    return counts[index];
  }

  /** Adds {@code weight * count} of every successor of an item. */
  void addTo(float[] scores, int item, float weight) {
    for (int i = start[item]; i < start[item + 1]; i++) {
      scores[successors[i]] += weight * counts[i];
    }
  }

  /** Takes back what one user's sequence added to the counts of an item. */
  void subtractOwn(float[] scores, int[] sequence, int item, float weight) {
    for (int i = 0; i < sequence.length; i++) {
      if (sequence[i] == item) {
        float count = 1;
        for (int j = i + 1; j < sequence.length && j <= i + window; j++) {
          scores[sequence[j]] -= weight * count;
          count *= (float) decay;
        }
      }
    }
  }
}
