package org.edgestill.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares claims that hold on any machine with those of an earlier run, for continuous
 * integration.
 *
 * <p>What is allocated moves only with how much the compiler got done: it is worse if it is more
 * than {@value #MORE_BYTES} times what it was. On a machine shared with others even a ratio of two
 * medians that took turns moves: it is worse if it is more than {@value #MORE_RATIO} times what it
 * was, and more than what is claimed.
 */
final class Regressions {
  private static final double MORE_BYTES = 1.15;
  private static final double MORE_RATIO = 1.5;
  private static final String RATIO = "x";

  private Regressions() {}

  /**
   * What is worse than it was.
   *
   * @return one line each; empty if nothing is
   * @throws IllegalArgumentException if the runs have no claim in common, so that nothing would be
   *     checked
   */
  static List<String> of(Results now, Results before) {
    Map<String, Claim> earlier = new HashMap<>();
    portable(before).forEach(claim -> earlier.put(claim.what(), claim));
    List<String> worse = new ArrayList<>();
    int compared = 0;
    for (Claim claim : portable(now)) {
      Claim then = earlier.get(claim.what());
      if (then != null) {
        compared++;
        double most = most(then);
        if (!(claim.value() <= most)) {
          worse.add(
              "%s: %s %s measured, %s in the baseline, at most %s allowed"
                  .formatted(
                      claim.what(),
                      Results.number(claim.value()),
                      claim.unit(),
                      Results.number(then.value()),
                      Results.number(most)));
        }
      }
    }
    if (compared == 0) {
      throw new IllegalArgumentException(
          "no claim of this run is in the run to compare with; measure the same parts again");
    }
    return worse;
  }

  private static double most(Claim then) {
    return then.unit().equals(RATIO)
        ? Math.max(then.limit(), MORE_RATIO * then.value())
        : MORE_BYTES * then.value();
  }

  private static List<Claim> portable(Results results) {
    return results.parts().values().stream()
        .flatMap(findings -> findings.claims().stream())
        .filter(Claim::portable)
        .toList();
  }
}
