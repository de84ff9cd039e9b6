package org.edgestill.updates.internal;

/**
 * Prints what a test has tried, for the table that the fault table makes of the reports of all
 * modules.
 */
final class FaultLog {

  private FaultLog() {}

  /** So many tries of a case, and the requests that were asked meanwhile. */
  static void count(int faultCase, int tries, Requests requests) {
    count(faultCase, tries, requests.asked(), requests.lost().size());
  }

  static void count(int faultCase, int tries, long requests, long lost) {
    System.out.printf(
        "%nFAULT case=%d tries=%d requests=%d lost=%d%n", faultCase, tries, requests, lost);
  }
}
