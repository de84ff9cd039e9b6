package org.edgestill.distiller.train;

/** The N best of many scores: a heap of the best so far, its worst on top. */
final class TopItems {

  private final int[] items;
  private final float[] scores;
  private int size;

  TopItems(int capacity) {
    this.items = new int[capacity];
    this.scores = new float[capacity];
  }

  /** Finds the best; items that scored negative infinity are no candidates. */
  void select(float[] all) {
    size = 0;
    float bar = Float.NEGATIVE_INFINITY;
    for (int item = 1; item < all.length; item++) {
      if (all[item] > bar) {
        offer(item, all[item]);
        bar = size == items.length ? scores[0] : Float.NEGATIVE_INFINITY;
      }
    }
  }

  private void offer(int item, float score) {
    if (size < items.length) {
      int at = size++;
      while (at > 0 && scores[(at - 1) / 2] > score) {
        set(at, items[(at - 1) / 2], scores[(at - 1) / 2]);
        at = (at - 1) / 2;
      }
      set(at, item, score);
    } else {
      sink(item, score, size);
    }
  }

  /** Puts an item where the top was, and lets it sink. */
  private void sink(int item, float score, int limit) {
    int at = 0;
    for (int child = 1; child < limit; child = 2 * at + 1) {
      if (child + 1 < limit && scores[child + 1] < scores[child]) {
        child++;
      }
      if (scores[child] >= score) {
        break;
      }
      set(at, items[child], scores[child]);
      at = child;
    }
    set(at, item, score);
  }

  /** Writes what was found, best first; what is not filled stays as it is. Empties the heap. */
  void drain(int[] toItems, float[] toScores, int offset) {
    for (int last = size - 1; last >= 0; last--) {
      toItems[offset + last] = items[0];
      toScores[offset + last] = scores[0];
      sink(items[last], scores[last], last);
    }
    size = 0;
  }

  private void set(int at, int item, float score) {
    items[at] = item;
    scores[at] = score;
  }
}
