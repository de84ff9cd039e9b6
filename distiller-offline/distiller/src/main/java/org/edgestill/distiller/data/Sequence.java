package org.edgestill.distiller.data;

import java.util.Arrays;

/**
 * The events of one user, oldest first; ties keep the order of the file. All arrays have the same
 * length, are shared, and nobody may change them.
 *
 * @param items item numbers, 1 to V
 * @param behaviours behaviour codes, 1 or more
 * @param gaps time-gap codes, 1 or more
 * @param timesMillis milliseconds since 1970-01-01T00:00:00Z, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // identity is fine: sequences are never compared
public record Sequence(int[] items, int[] behaviours, int[] gaps, long[] timesMillis) {

  public Sequence {
    if (items.length != behaviours.length
        || items.length != gaps.length
        || items.length != timesMillis.length) {
      throw new IllegalArgumentException("a sequence needs arrays of one length");
    }
  }

  /** How many events there are. */
  public int length() {
    return items.length;
  }

  /** The oldest events; this sequence itself if these are all. */
  Sequence first(int count) {
    if (count == length()) {
      return this;
    }
    return new Sequence(
        Arrays.copyOf(items, count),
        Arrays.copyOf(behaviours, count),
        Arrays.copyOf(gaps, count),
        Arrays.copyOf(timesMillis, count));
  }
}
