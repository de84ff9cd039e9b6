package org.edgestill.distiller.run;

import java.util.List;
import org.edgestill.distiller.evaluate.Measured;

/**
 * What each compression of the student costs and saves.
 *
 * @param dataHash {@link org.edgestill.distiller.data.Dataset#hash()}
 * @param users how many users the figures are means of
 * @param seed of the 95 % bootstrap intervals over users
 * @param rungs from the largest precision to the smallest
 */
public record Ladder(String dataHash, int users, long seed, List<Rung> rungs) {

  public Ladder {
    rungs = List.copyOf(rungs);
  }

  /**
   * The student in one precision.
   *
   * @param name for instance {@code student-int8}
   * @param bytes of the model file
   * @param ndcg10 on the test split
   * @param interval its 95 % interval, low and high
   * @param differenceToFp32 of NDCG@10, user by user
   * @param validationNdcg10 on validation, which is what to choose by
   * @param micros median time of a request here, one thread, in microseconds
   * @param p99Micros its 99th percentile
   */
  public record Rung(
      String name,
      long bytes,
      double ndcg10,
      List<Double> interval,
      Measured differenceToFp32,
      double validationNdcg10,
      double micros,
      double p99Micros) {
    public Rung {
      interval = List.copyOf(interval);
    }
  }

  /** For people. */
  public String table() {
    TextTable table =
        new TextTable(
            "rung", "bytes", "ndcg@10", "difference to fp32", "validation", "us (median)");
    for (Rung rung : rungs) {
      table.row(
          rung.name(),
          "%,d".formatted(rung.bytes()),
          TextTable.measured(
              new Measured(rung.ndcg10(), rung.interval().get(0), rung.interval().get(1))),
          TextTable.signed(rung.differenceToFp32()),
          "%.4f".formatted(rung.validationNdcg10()),
          "%.0f".formatted(rung.micros()));
    }
    return table
        + "%n%d users, whole catalogue ranked, items already met left out, 95 %% intervals%n"
            .formatted(users);
  }
}
