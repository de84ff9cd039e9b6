package org.edgestill.benchmarks.load;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a load saw.
 *
 * @param latencies of all requests, failed ones included, in nanoseconds
 * @param failures how many requests failed
 * @param failure why the first of them did; null if none did
 * @param seconds from the first to the last request
 */
public record Recorded(
    Histogram latencies, long failures, @Nullable String failure, double seconds) {
  private static final double NANOS_PER_MICRO = 1_000;

  /** Requests, failed ones included. */
  public long requests() {
    return latencies.getTotalCount();
  }

  /** Requests a second. */
  public double rate() {
    return requests() / seconds;
  }

  /**
   * A percentile of the latencies, in microseconds.
   *
   * @param percent 0 to 100
   */
  public double micros(double percent) {
    return latencies.getValueAtPercentile(percent) / NANOS_PER_MICRO;
  }
}
