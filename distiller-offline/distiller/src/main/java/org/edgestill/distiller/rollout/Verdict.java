package org.edgestill.distiller.rollout;

/** What to do with a rollout. */
sealed interface Verdict {

  /** In words. */
  String why();

  /** Nothing yet. */
  record Wait(String why) implements Verdict {}

  /** The stage is passed. */
  record Widen(String why) implements Verdict {}

  /** The release does harm. */
  record Breach(String why) implements Verdict {}

  /** Somebody has to look: the deadline passed without enough results. */
  record Stuck(String why) implements Verdict {}
}
