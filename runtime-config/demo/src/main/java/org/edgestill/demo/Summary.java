package org.edgestill.demo;

import java.util.List;
import java.util.Map;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.run.Report;

/**
 * What the demo measured.
 *
 * @param teacher the fused teacher
 * @param transformer its neural part
 * @param student the distilled student, as packaged
 * @param studentAlone the same student without a teacher
 * @param baselines by name
 * @param wallSeconds without the build
 */
record Summary(
    Quality teacher,
    Quality transformer,
    Quality student,
    Quality studentAlone,
    Map<String, Quality> baselines,
    Gateway gateway,
    Updates updates,
    double wallSeconds) {

  /** Full ranking on the test items, history left out; the size in bytes. */
  record Quality(double hr10, double ndcg10, long bytes) {}

  /**
   * The gateway, seen from outside; latencies are those of whole HTTP requests by several clients
   * at a time while releases are swapped.
   */
  record Gateway(
      long startMillis,
      long requests,
      long failedRequests,
      long swaps,
      long mixedAnswers,
      double p50Micros,
      double p99Micros,
      long rssMiB) {}

  /** The releases that were put in service, and those that were refused. */
  record Updates(List<Long> accepted, List<Refused> refused) {}

  /** A release that was refused, and why. */
  record Refused(long version, String code) {}

  static Summary of(Distillation distillation, Fleet fleet, double wallSeconds) {
    Report report = distillation.report();
    return new Summary(
        quality(report, "teacher"),
        quality(report, "transformer"),
        quality(report, "student"),
        quality(report, "student-alone"),
        Map.of("popularity", quality(report, "popularity"), "markov", quality(report, "markov")),
        fleet.measured(),
        fleet.updates(),
        wallSeconds);
  }

  /** Whether no request was lost, no answer mixed, and both attacks were refused. */
  boolean asPromised() {
    return gateway.failedRequests() == 0
        && gateway.mixedAnswers() == 0
        && updates.accepted().size() == 2
        && updates.refused().size() == 2;
  }

  private static Quality quality(Report report, String model) {
    Report.Model found = report.model(model);
    return new Quality(
        found.metric(Metric.HR_10).value(), found.metric(Metric.NDCG_10).value(), found.bytes());
  }
}
