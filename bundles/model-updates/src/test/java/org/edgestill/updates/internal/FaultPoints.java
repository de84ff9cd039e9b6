package org.edgestill.updates.internal;

import java.util.stream.IntStream;

/**
 * Which changes of the disk a fault strikes: some that are spread evenly, because each one costs a
 * second or more; with {@code -Pfaults} all of them.
 */
record FaultPoints(int changes, int size) {

  private static final String POINTS = "edgestill.faults.points";

  /** Of the changes 1 to n, a few unless the property says how many. */
  static FaultPoints of(int changes, int few) {
    return new FaultPoints(changes, Math.min(Integer.getInteger(POINTS, few), changes));
  }

  IntStream stream() {
    return IntStream.range(0, size).map(i -> 1 + (int) ((2L * i + 1) * changes / (2L * size)));
  }
}
