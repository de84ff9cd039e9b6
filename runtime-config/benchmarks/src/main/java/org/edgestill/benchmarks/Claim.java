package org.edgestill.benchmarks;

/**
 * What is said of the figures of one run: a ratio or an amount, and what it may be at most.
 *
 * @param what in words, for instance {@code recommend() over the raw run, 100k items}
 * @param value as measured in this run
 * @param limit what it may be at most
 * @param unit of both; {@code x} for a ratio
 * @param portable whether it holds on any machine, as a ratio or an allocation does, so that
 *     continuous integration may check it
 */
public record Claim(String what, double value, double limit, String unit, boolean portable) {

  /** A ratio of two medians of the same run. */
  public static Claim ratio(String what, Figure of, Figure to, double limit) {
    return new Claim(what, of.median() / to.median(), limit, "x", true);
  }

  /** A ratio or amount that says something about the machine, too. */
  public static Claim amount(String what, double value, double limit, String unit) {
    return new Claim(what, value, limit, unit, false);
  }

  /** Whether it is true in this run. */
  public boolean met() {
    return value <= limit;
  }
}
