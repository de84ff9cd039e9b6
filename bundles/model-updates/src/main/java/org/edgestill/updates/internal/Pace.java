package org.edgestill.updates.internal;

/**
 * Spreads a transfer over time. What is asked for is paid with time to come, so that over any
 * second or more the rate is kept; the first byte need not wait.
 */
final class Pace {

  private static final double NANOS = 1e9;

  private final long bytesPerSecond;
  private long nextNanos;

  /**
   * A pace.
   *
   * @param bytesPerSecond 0 for no limit
   * @param now as {@link System#nanoTime}
   */
  Pace(long bytesPerSecond, long now) {
    this.bytesPerSecond = bytesPerSecond;
    this.nextNanos = now;
  }

  /** Nanoseconds until something may be asked for; 0 for now. */
  long untilFree(long now) {
    return Math.max(0, nextNanos - now);
  }

  /** So many bytes are asked for. */
  void spend(int bytes, long now) {
    if (bytesPerSecond > 0) {
      nextNanos = Math.max(nextNanos - now, 0) + now + (long) (NANOS * bytes / bytesPerSecond);
    }
  }
}
