package org.edgestill.updates.internal;

import java.util.Locale;
import java.util.Optional;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.api.model.ServingStatistics;
import org.edgestill.api.model.ServingStatistics.Evidence;
import org.edgestill.updates.internal.Proportions.Count;

/**
 * When a release in probation is taken back. It is compared with what the release before did, as
 * far as that had enough traffic, and with what its own manifest promises. Only what is certain
 * counts, because the rule is asked every second, and a roll back is for good: each bound is
 * one-sided and wrong with the probability that {@link UpdateSettings.Probation#standardErrors()}
 * stands for.
 *
 * <ul>
 *   <li>failures: the share of failed requests rose for certain by more than allowed ({@link
 *       Proportions#leastExcess}); without a release before, it is for certain above that
 *   <li>fallbacks: the same, only against a release before
 *   <li>latency: even the lower bound of the 99th percentile is above the promise, or above a
 *       multiple of that of the release before and of {@value #NOTICEABLE_MICROS} us
 *   <li>memory: outside of the Java heap the process has grown for certain by more than the promise
 *   <li>acceptance, when the time of the probation is up: the share of accepted answers fell for
 *       certain by more than allowed ({@link Proportions#leastShortfall})
 * </ul>
 */
final class ProbationRule {

  /** Nobody minds latencies below this, whatever they were before. */
  private static final int NOTICEABLE_MICROS = 1_000;

  private static final double MEBIBYTE = 1024.0 * 1024.0;

  /** What comes out. */
  sealed interface Verdict {}

  /** It does harm. */
  record Breach(RefusalCode code, String why) implements Verdict {}

  /** There was enough traffic, and nothing is wrong. */
  record Sound() implements Verdict {}

  /** There was not enough traffic to tell. */
  record NotEnoughTraffic(String what) implements Verdict {}

  private final UpdateSettings.Probation limits;
  private final Baseline before;
  private final ServingStatistics now;

  ProbationRule(UpdateSettings.Probation limits, Baseline before, ServingStatistics now) {
    this.limits = limits;
    this.before = before;
    this.now = now;
  }

  /**
   * Judges.
   *
   * @param timeIsUp whether the probation has lasted as long as it should
   */
  Verdict judge(boolean timeIsUp) {
    Optional<Verdict> breach = memory();
    if (now.requests() < limits.minRequests()) {
      return breach.orElse(
          new NotEnoughTraffic(now.requests() + " of " + limits.minRequests() + " requests came"));
    }
    breach = breach.or(this::failures).or(this::fallbacks).or(this::promise).or(this::latency);
    return breach.orElseGet(() -> timeIsUp ? acceptance() : new Sound());
  }

  private boolean comparable() {
    return before.requests() >= limits.minRequests();
  }

  private Optional<Verdict> failures() {
    Count count = new Count(now.failures(), now.requests());
    double excess =
        comparable()
            ? excess(count, new Count(before.failures(), before.requests()))
            : count.low(limits.standardErrors());
    return breachIf(
        excess > limits.maxFailureRise(),
        RefusalCode.PROBE_FAILED,
        "%.1f %% of %d requests failed, before it were %.1f %%",
        100 * count.share(),
        now.requests(),
        100 * before.share(before.failures()));
  }

  private Optional<Verdict> fallbacks() {
    if (!comparable()) {
      return Optional.empty();
    }
    Count count = new Count(now.fallbacks(), now.requests());
    return breachIf(
        excess(count, new Count(before.fallbacks(), before.requests())) > limits.maxFallbackRise(),
        RefusalCode.PROBE_FAILED,
        "%.1f %% of %d requests were left to the fallback, before it were %.1f %%",
        100 * count.share(),
        now.requests(),
        100 * before.share(before.fallbacks()));
  }

  private double excess(Count count, Count earlier) {
    return Proportions.leastExcess(count, 1, earlier, limits.standardErrors());
  }

  private Optional<Verdict> promise() {
    Evidence evidence = now.evidence();
    return breachIf(
        evidence.promisedMicros() > 0 && evidence.p99LowMicros() > evidence.promisedMicros(),
        RefusalCode.BUDGET_EXCEEDED,
        "99 %% of the requests take up to %.0f us or more, and %.0f us are promised",
        evidence.p99LowMicros(),
        evidence.promisedMicros());
  }

  private Optional<Verdict> latency() {
    double allowed = Math.max(before.p99Micros(), NOTICEABLE_MICROS) * limits.maxLatencyRatio();
    return breachIf(
        limits.maxLatencyRatio() > 0 && comparable() && now.evidence().p99LowMicros() > allowed,
        RefusalCode.BUDGET_EXCEEDED,
        "99 %% of the requests take up to %.0f us or more, before it were %.0f us",
        now.evidence().p99LowMicros(),
        before.p99Micros());
  }

  private Optional<Verdict> memory() {
    Evidence evidence = now.evidence();
    long growth = evidence.memoryLowBytes() - before.memoryBytes();
    return breachIf(
        before.memoryBytes() > 0
            && evidence.promisedBytes() > 0
            && growth > evidence.promisedBytes(),
        RefusalCode.BUDGET_EXCEEDED,
        "the process has grown by %.0f MiB or more, and %.0f MiB are promised",
        growth / MEBIBYTE,
        evidence.promisedBytes() / MEBIBYTE);
  }

  private Verdict acceptance() {
    long judged = now.evidence().judged();
    if (limits.minJudged() == 0 || before.judged() < limits.minJudged()) {
      return new Sound();
    }
    if (judged < limits.minJudged()) {
      return new NotEnoughTraffic(
          "of "
              + judged
              + " of "
              + limits.minJudged()
              + " answers it is known if they were accepted");
    }
    Count count = new Count(now.evidence().accepted(), judged);
    Count earlier = new Count(before.accepted(), before.judged());
    double shortfall =
        Proportions.leastShortfall(
            count, 1 - limits.maxAcceptanceDrop(), earlier, limits.standardErrors());
    return breachIf(
            shortfall > 0,
            RefusalCode.PROBE_FAILED,
            "%.1f %% of %d answers were accepted, before it were %.1f %%",
            100 * count.share(),
            judged,
            100 * earlier.share())
        .orElse(new Sound());
  }

  private static Optional<Verdict> breachIf(
      boolean breach, RefusalCode code, String format, Object... values) {
    return breach
        ? Optional.of(new Breach(code, String.format(Locale.ROOT, format, values)))
        : Optional.empty();
  }
}
