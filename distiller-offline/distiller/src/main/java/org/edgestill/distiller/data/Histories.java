package org.edgestill.distiller.data;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;

/**
 * Some rows of a log by user: each user's rows in time order, ties in file order. Users without
 * rows are skipped, so the numbers here are not those of the log.
 */
final class Histories {

  /** Up to so many rows are sorted in place. */
  private static final int FEW = 64;

  private final int[] rows;
  private final int[] starts;

  private Histories(int[] rows, int[] starts) {
    this.rows = rows;
    this.starts = starts;
  }

  /** All rows of a log, by its users. */
  static Histories of(EventLog log) {
    int[] starts = new int[log.userCount() + 1];
    for (int row = 0; row < log.size(); row++) {
      starts[log.user(row) + 1]++;
    }
    Arrays.parallelPrefix(starts, Integer::sum);
    int[] next = starts.clone();
    int[] rows = new int[log.size()];
    for (int row = 0; row < log.size(); row++) {
      rows[next[log.user(row)]++] = row;
    }
    Histories histories = new Histories(rows, starts);
    for (int user = 0; user < histories.users(); user++) {
      histories.sort(user, log);
    }
    return histories;
  }

  /** Most logs are in order already, and most histories are short. */
  private void sort(int user, EventLog log) {
    int start = starts[user];
    int end = starts[user + 1];
    if (end - start <= FEW) {
      for (int i = start + 1; i < end; i++) {
        int row = rows[i];
        int to = i;
        for (; to > start && log.time(rows[to - 1]) > log.time(row); to--) {
          rows[to] = rows[to - 1];
        }
        rows[to] = row;
      }
      return;
    }
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

  /** The same without the rows that are not chosen, and without users who then have none. */
  Histories only(BitSet chosen) {
    int[] kept = new int[rows.length];
    int[] keptStarts = new int[starts.length];
    int users = 0;
    int count = 0;
    for (int user = 0; user < users(); user++) {
      keptStarts[users] = count;
      for (int i = starts[user]; i < starts[user + 1]; i++) {
        if (chosen.get(rows[i])) {
          kept[count++] = rows[i];
        }
      }
      users += count > keptStarts[users] ? 1 : 0;
    }
    keptStarts[users] = count;
    return new Histories(Arrays.copyOf(kept, count), Arrays.copyOf(keptStarts, users + 1));
  }

  /** The same with a new user wherever a user was away for longer than a gap. */
  Histories cut(EventLog log, long gapMillis) {
    BitSet begins = new BitSet(rows.length + 1);
    for (int user = 0; user < users(); user++) {
      begins.set(starts[user]);
      for (int i = starts[user] + 1; i < starts[user + 1]; i++) {
        begins.set(i, log.time(rows[i]) - log.time(rows[i - 1]) > gapMillis);
      }
    }
    begins.set(rows.length);
    return new Histories(rows, begins.stream().toArray());
  }

  int users() {
    return starts.length - 1;
  }

  /** The rows of a user, as a copy. */
  int[] rows(int user) {
    return Arrays.copyOfRange(rows, starts[user], starts[user + 1]);
  }
}
