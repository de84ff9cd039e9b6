package org.edgestill.benchmarks;

import java.util.List;
import java.util.Map;

/** Runs as they might be. */
final class Examples {
  static final String RATIO = "recommend() over the raw run";
  static final String BYTES = "allocated by recommend()";
  private static final Machine MACHINE = new Machine("a processor", 2, 2_048, "linux", "java", 0.5);

  private Examples() {}

  /** A part that measured a ratio, an allocation, and a time that says something of the machine. */
  static Findings findings(double ratio, double bytes, double micros) {
    Figure run = Figure.of("run/1k", "us", 10, 11, 12);
    return new Findings(
        List.of(run),
        List.of(
            new Claim(RATIO, ratio, 1.15, "x", true),
            new Claim(BYTES, bytes, 2_048, "bytes", true),
            Claim.amount("above the raw run", micros, 15, "us")),
        List.of("A note."));
  }

  static Results results(Findings findings) {
    return new Results(MACHINE, false, Map.of("student", findings));
  }

  static Results results(double ratio, double bytes, double micros) {
    return results(findings(ratio, bytes, micros));
  }
}
