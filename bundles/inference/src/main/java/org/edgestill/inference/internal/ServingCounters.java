package org.edgestill.inference.internal;

import java.util.concurrent.atomic.LongAdder;
import org.edgestill.api.model.ServingStatistics;
import org.edgestill.api.recommend.RecommendationResult;
import org.edgestill.api.recommend.RecommendationResult.Reason;
import org.edgestill.api.recommend.RecommendationResult.Source;

/** Counts how one model does, from the moment it is put in service. Lock-free. */
final class ServingCounters {

  private final LongAdder requests = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder fallbacks = new LongAdder();
  private final LatencyHistogram latency = new LatencyHistogram();

  void count(RecommendationResult result) {
    requests.increment();
    if (result.source() != Source.STUDENT) {
      fallbacks.increment();
    }
    if (result.reason() == Reason.STUDENT_FAILED) {
      failures.increment();
    }
    latency.record(result.latencyNanos());
  }

  long failures() {
    return failures.sum();
  }

  ServingStatistics statistics() {
    return new ServingStatistics(
        requests.sum(),
        failures.sum(),
        fallbacks.sum(),
        latency.percentileMicros(0.5),
        latency.percentileMicros(0.99));
  }
}
