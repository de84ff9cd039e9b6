package org.edgestill.inference.internal;

import java.util.concurrent.atomic.LongAdder;
import org.edgestill.api.model.LatencyDistribution;
import org.edgestill.api.model.ServingStatistics;
import org.edgestill.api.model.ServingStatistics.Evidence;
import org.edgestill.api.recommend.RecommendationResult;
import org.edgestill.api.recommend.RecommendationResult.Explanation;
import org.edgestill.api.recommend.RecommendationResult.Reason;
import org.edgestill.api.recommend.RecommendationResult.Source;
import org.edgestill.model.Budgets;

/** Counts how one model does, from the moment it is put in service. Lock-free. */
final class ServingCounters {

  /** So many first requests of a model may be slow, above all in a process that is new itself. */
  private static final int WARM_UP = 50;

  private static final long MEBIBYTE = 1024 * 1024;

  private final LongAdder requests = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder fallbacks = new LongAdder();
  private final LongAdder judged = new LongAdder();
  private final LongAdder accepted = new LongAdder();
  private final LatencyHistogram latency = new LatencyHistogram();
  private final LatencyHistogram warm = new LatencyHistogram();
  private final Budgets promised;

  ServingCounters(Budgets promised) {
    this.promised = promised;
  }

  void count(RecommendationResult result) {
    requests.increment();
    if (result.source() != Source.STUDENT) {
      fallbacks.increment();
    }
    if (result.reason() == Reason.STUDENT_FAILED) {
      failures.increment();
    }
    if (result.explanation() != Explanation.NONE) {
      return; // an explanation is not what the manifest promises a latency for
    }
    latency.record(result.latencyNanos());
    if (requests.sum() > WARM_UP) {
      warm.record(result.latencyNanos());
    }
  }

  /** It is known whether an answer was accepted. */
  void judge(boolean wasAccepted) {
    judged.increment();
    if (wasAccepted) {
      accepted.increment();
    }
  }

  long failures() {
    return failures.sum();
  }

  LatencyDistribution latency() {
    return latency.distribution();
  }

  ServingStatistics statistics() {
    NativeMemory memory = NativeMemory.now();
    return new ServingStatistics(
        requests.sum(),
        failures.sum(),
        fallbacks.sum(),
        latency.percentileMicros(0.5),
        latency.percentileMicros(0.99),
        new Evidence(
            warm.lowMicros(0.99),
            judged.sum(),
            accepted.sum(),
            memory.low(),
            memory.high(),
            promised.p99Micros(),
            promised.memoryMiB() * MEBIBYTE));
  }
}
