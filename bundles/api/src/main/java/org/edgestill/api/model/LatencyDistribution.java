package org.edgestill.api.model;

import java.util.List;

/**
 * How long the requests to one release took.
 *
 * @param buckets ascending and disjoint; the last one has no upper end
 * @param sumMicros all latencies together, in microseconds
 */
public record LatencyDistribution(List<Bucket> buckets, double sumMicros) {

  /** Nothing was measured. */
  public static final LatencyDistribution NONE = new LatencyDistribution(List.of(), 0);

  /**
   * Requests of about the same latency.
   *
   * @param belowMicros the upper end, in microseconds, from where the bucket before it ends;
   *     infinite for the last
   * @param requests how many
   */
  public record Bucket(double belowMicros, long requests) {}

  public LatencyDistribution {
    buckets = List.copyOf(buckets);
  }
}
