package org.edgestill.benchmarks.student;

import java.util.ServiceLoader;

/**
 * Scores all rows of an item table of 8 bits in Java and keeps the best, instead of ONNX Runtime.
 */
public interface Scorer {

  /**
   * Takes a table, in whatever layout is best.
   *
   * @param codes shape [rows, width]
   * @param scales one a row: the value is code times scale
   */
  void load(byte[] codes, float[] scales, int width);

  /**
   * The rows whose dot products with the query are largest, best first.
   *
   * @param query shape [width]
   * @param k at most the number of rows
   */
  int[] best(float[] query, int k);

  /** The one that uses the Vector API, an incubator module, so a service that may be missing. */
  static Scorer vector() {
    return ServiceLoader.load(Scorer.class).findFirst().orElseThrow();
  }
}
