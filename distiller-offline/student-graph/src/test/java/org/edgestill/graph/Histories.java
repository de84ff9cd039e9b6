package org.edgestill.graph;

import java.util.Random;

/** Random histories, for tests. */
final class Histories {

  private Histories() {}

  /** Row i has {@code real[i]} real positions at the end and {@code excluded} excluded items. */
  static OnnxStudent.Batch random(Random random, StudentShape shape, int excluded, int... real) {
    int length = shape.length();
    OnnxStudent.Batch batch =
        new OnnxStudent.Batch(
            new long[real.length][length],
            new long[real.length][length],
            new long[real.length][length],
            new long[real.length][excluded]);
    for (int row = 0; row < real.length; row++) {
      for (int t = length - real[row]; t < length; t++) {
        batch.items()[row][t] = 1L + random.nextInt(shape.items());
        batch.behaviours()[row][t] = 1L + random.nextInt(shape.behaviourCodes() - 1);
        batch.gaps()[row][t] = 1L + random.nextInt(shape.gapCodes() - 1);
      }
      for (int i = 0; i < excluded; i++) {
        batch.exclude()[row][i] = random.nextInt(shape.rows());
      }
    }
    return batch;
  }
}
