package org.edgestill.distiller.run;

/** Hears how a run goes. Called on the thread that runs the steps. */
public interface RunListener {

  /** Nobody listens. */
  RunListener NONE = new RunListener() {};

  /**
   * A step begins.
   *
   * @param step its name, for instance {@code teach}
   */
  default void started(String step) {}

  /** A step is not done again: neither its settings nor what it reads have changed. */
  default void skipped(String step) {}

  /** A step is done. */
  default void finished(String step, double seconds) {}

  /**
   * How far a part of a step is.
   *
   * @param task what is being done, for instance {@code transformer}
   * @param done how much of it
   * @param total how much there is at most; a task may end earlier
   * @param detail the state in a few words, may be empty
   */
  default void progress(String task, long done, long total, String detail) {}

  /** A line worth reading. */
  default void said(String line) {}
}
