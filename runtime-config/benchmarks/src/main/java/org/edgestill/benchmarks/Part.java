package org.edgestill.benchmarks;

/** One part of the benchmarks: it measures what is to be compared side by side. */
public interface Part {

  /** One word, as on the command line. */
  String name();

  /** One line: what is measured. */
  String about();

  /**
   * Measures. Whatever it starts has ended when it returns.
   *
   * @throws Exception if something could not be measured; the run then fails
   */
  Findings measure(Bench bench) throws Exception;
}
