package org.edgestill.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares claims that hold on any machine with those of an earlier run, for continuous
 * integration.
 *
 * <p>On a machine shared with others even a ratio of two medians that took turns moves: it is worse
 * if it is more than what is claimed and more than {@value #RATIO_TOLERANCE} times what it was.
 * What is allocated hardly moves: it is worse if it is more than {@value #AMOUNT_TOLERANCE} times
 * what it was.
 */
final class Regressions {
  static final double RATIO_TOLERANCE = 1.5;
  static final double AMOUNT_TOLERANCE = 1.25;
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
              "%s: %s %s, but was %s, and may be %s"
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
        ? Math.max(then.limit(), RATIO_TOLERANCE * then.value())
        : AMOUNT_TOLERANCE * then.value();
  }

  private static List<Claim> portable(Results results) {
    return results.parts().values().stream()
        .flatMap(findings -> findings.claims().stream())
        .filter(Claim::portable)
        .toList();
  }
}
