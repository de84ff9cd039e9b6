package org.edgestill.distiller.data;

import org.jspecify.annotations.Nullable;

/** How many events a user has within a span of time, wherever the span begins. */
final class Pace {

  static final long MINUTE = 60_000;
  static final long DAY = 86_400_000;

  private Pace() {}

  /**
   * The most events within a span.
   *
   * @param times milliseconds, ascending
   * @param span milliseconds; an event exactly one span after another is no longer within it
   */
  static int most(long[] times, long span) {
    int most = 0;
    int from = 0;
    for (int to = 0; to < times.length; to++) {
      while (times[to] - times[from] >= span) {
        from++;
      }
      most = Math.max(most, to - from + 1);
    }
    return most;
  }

  static boolean exceeds(long[] times, long span, @Nullable Integer limit) {
    return limit != null && times.length > limit && most(times, span) > limit;
  }
}
