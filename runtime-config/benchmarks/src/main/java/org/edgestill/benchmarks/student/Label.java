package org.edgestill.benchmarks.student;

/** How numbers of items are written. */
final class Label {
  private Label() {}

  /** For instance 1k, 100k, 1M. */
  static String of(int items) {
    if (items % 1_000_000 == 0) {
      return items / 1_000_000 + "M";
    }
    return items % 1_000 == 0 ? items / 1_000 + "k" : Integer.toString(items);
  }
}
