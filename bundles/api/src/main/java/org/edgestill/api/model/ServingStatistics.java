package org.edgestill.api.model;

/**
 * How a model does in service.
 *
 * @param requests answered requests
 * @param failures requests on which the student failed and popularity answered
 * @param fallbacks all requests that the student did not answer, failures included
 * @param p50Micros median latency of a request, in microseconds
 * @param p99Micros 99th percentile of the latency, in microseconds
 * @param evidence what a probation judges by besides
 */
public record ServingStatistics(
    long requests,
    long failures,
    long fallbacks,
    double p50Micros,
    double p99Micros,
    Evidence evidence) {

  /** Without evidence. */
  public ServingStatistics(
      long requests, long failures, long fallbacks, double p50Micros, double p99Micros) {
    this(requests, failures, fallbacks, p50Micros, p99Micros, Evidence.NONE);
  }

  /**
   * What a probation judges by besides. Whatever is 0 is not known.
   *
   * @param p99LowMicros below this the true 99th percentile of the latency lies only once in a
   *     thousand times, in microseconds; a model's first requests do not count
   * @param judged answers to known users that were shown for as long as an acceptance may take
   * @param accepted how many of them were followed by an event on a recommended item
   * @param memoryLowBytes memory of the process outside of the Java heap, at least
   * @param memoryHighBytes the same, at most: what Java has reserved may be resident or not
   * @param promisedMicros the 99th percentile that the model's manifest promises
   * @param promisedBytes the memory that it promises
   */
  public record Evidence(
      double p99LowMicros,
      long judged,
      long accepted,
      long memoryLowBytes,
      long memoryHighBytes,
      double promisedMicros,
      long promisedBytes) {

    /** Nothing is known. */
    public static final Evidence NONE = new Evidence(0, 0, 0, 0, 0, 0, 0);
  }
}
