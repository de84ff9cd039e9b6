package org.edgestill.distiller.rollout;

import java.time.Duration;

/**
 * Decides about one stage of a rollout. In order:
 *
 * <ol>
 *   <li><b>Breach</b>, at any time: failures are more than {@code maxFailedShare} of the results,
 *       with {@code minReports} results or those of the whole group; or they are already more than
 *       that share of the whole group. Once the soak is over, gateways that went offline while they
 *       tried the release, and are not back, are failures too.
 *   <li><b>Widen</b>, when the soak is over: there are {@code minReports} results, or those of the
 *       whole group, and at most {@code maxMissingShare} of the group are without one. A group of
 *       nobody is passed by the soak alone, if there are gateways at all.
 *   <li><b>Stuck</b>, when the deadline is over.
 *   <li>Else wait.
 * </ol>
 */
final class RolloutRule {

  /** Shares are written in decimals: a share of exactly what is allowed is no breach. */
  private static final double ROUNDING = 1e-9;

  private final RolloutSettings settings;

  RolloutRule(RolloutSettings settings) {
    this.settings = settings;
  }

  /**
   * Decides.
   *
   * @param elapsed since the stage began
   */
  Verdict judge(Tally tally, Duration elapsed) {
    boolean soaked = elapsed.compareTo(settings.soak()) >= 0;
    int failures = tally.failed() + (soaked ? tally.lost() : 0);
    int results = tally.succeeded() + failures;
    int needed = Math.min(settings.minReports(), tally.group());
    boolean enough = results >= needed;
    if (exceeds(failures, settings.maxFailedShare(), enough ? results : tally.group())) {
      return new Verdict.Breach(
          failures
              + " of "
              + results
              + " gateways with a result failed, allowed is a share of "
              + settings.maxFailedShare());
    }
    if (!soaked) {
      return new Verdict.Wait("soaking");
    }
    String lacking = lacking(tally, results, needed);
    if (lacking.isEmpty()) {
      return new Verdict.Widen(
          tally.group() == 0
              ? "no gateway is in this share"
              : tally.succeeded()
                  + " of "
                  + tally.group()
                  + " gateways have it, "
                  + failures
                  + " failed");
    }
    return elapsed.compareTo(settings.deadline()) >= 0
        ? new Verdict.Stuck(lacking)
        : new Verdict.Wait(lacking);
  }

  private String lacking(Tally tally, int results, int needed) {
    if (tally.fleet() == 0) {
      return "no gateway has reported";
    }
    if (results < needed) {
      return "only " + results + " of " + needed + " results that are needed";
    }
    int missing = tally.group() - results;
    return exceeds(missing, settings.maxMissingShare(), tally.group())
        ? missing + " of " + tally.group() + " gateways are without a result"
        : "";
  }

  private static boolean exceeds(int part, double share, int all) {
    return part > share * all + ROUNDING;
  }
}
