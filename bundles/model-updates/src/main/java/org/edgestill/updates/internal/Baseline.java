package org.edgestill.updates.internal;

import org.edgestill.api.model.ServingStatistics;

/**
 * How the release before did, and how large the process was, when another one was put in service.
 *
 * @param requests that it answered
 * @param failures of them that failed
 * @param fallbacks of them that it did not answer, failures included
 * @param p99Micros 99th percentile of their latency, in microseconds
 * @param judged answers of which it is known whether they were accepted
 * @param accepted of them
 * @param memoryBytes memory of the process outside of the Java heap, at most; 0 if it is not known,
 *     or if it was another process
 */
record Baseline(
    long requests,
    long failures,
    long fallbacks,
    double p99Micros,
    long judged,
    long accepted,
    long memoryBytes) {

  /** There was no release before, or nothing is known about it. */
  static final Baseline NONE = new Baseline(0, 0, 0, 0, 0, 0, 0);

  static Baseline of(ServingStatistics s) {
    return new Baseline(
        s.requests(),
        s.failures(),
        s.fallbacks(),
        s.p99Micros(),
        s.evidence().judged(),
        s.evidence().accepted(),
        s.evidence().memoryHighBytes());
  }

  /** The same in another process. */
  Baseline inAnotherProcess() {
    return new Baseline(requests, failures, fallbacks, p99Micros, judged, accepted, 0);
  }

  /** So many of the requests, 0 to 1. */
  double share(long some) {
    return requests == 0 ? 0 : (double) some / requests;
  }
}
