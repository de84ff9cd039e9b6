package org.edgestill.distiller.data;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;

/**
 * Some rows of a log by user: each user's rows in time order, ties in file order. Users without
 * rows are skipped, so the numbers here are not those of the log.
 */
final class Histories {

  private final int[] rows;
  private final int[] starts;

  private Histories(int[] rows, int[] starts) {
    this.rows = rows;
    this.starts = starts;
  }

  static Histories of(EventLog log, BitSet chosen) {
    int[] counts = log.eventsByUser(chosen);
    int[] next = new int[counts.length];
    int[] starts = new int[counts.length + 1];
    int users = 0;
    int from = 0;
    for (int user = 0; user < counts.length; user++) {
      next[user] = from;
      if (counts[user] > 0) {
        starts[users++] = from;
        from += counts[user];
      }
    }
    starts[users] = from;
    int[] rows = new int[from];
    for (int row = chosen.nextSetBit(0); row >= 0; row = chosen.nextSetBit(row + 1)) {
      rows[next[log.user(row)]++] = row;
    }
    Histories histories = new Histories(rows, Arrays.copyOf(starts, users + 1));
    for (int user = 0; user < users; user++) {
      histories.sort(user, log);
    }
    return histories;
  }

  /** Most logs are in order already, and sorting allocates. */
  private void sort(int user, EventLog log) {
    int start = starts[user];
    int end = starts[user + 1];
    for (int i = start + 1; i < end; i++) {
      if (log.time(rows[i - 1]) > log.time(rows[i])) {
        int[] sorted =
            Arrays.stream(rows, start, end)
                .boxed()
                .sorted(Comparator.comparingLong(log::time)) // stable
                .mapToInt(Integer::intValue)
                .toArray();
        System.arraycopy(sorted, 0, rows, start, sorted.length);
        return;
      }
    }
  }

  int users() {
    return starts.length - 1;
  }

  /** The rows of a user, as a copy. */
  int[] rows(int user) {
    return Arrays.copyOfRange(rows, starts[user], starts[user + 1]);
  }
}
