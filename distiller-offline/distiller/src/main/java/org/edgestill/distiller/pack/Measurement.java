package org.edgestill.distiller.pack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.export.OnnxStudent;

/**
 * How fast and how large a student is here, in ONNX Runtime with one thread and one request at a
 * time.
 *
 * @param p50Micros median time of a run in that round, in microseconds
 * @param p99Micros 99th percentile of the quietest of several rounds, so that it tells of the
 *     student and not of what else the machine was doing
 * @param memoryMiB by how much the process grew when the session was made and used; 0 where the
 *     system does not tell
 * @param runs how many runs were timed
 */
public record Measurement(double p50Micros, double p99Micros, double memoryMiB, int runs) {

  private static final int WARM_UP = 300;
  private static final int ROUNDS = 8;
  private static final int RUNS_PER_ROUND = 250;
  private static final Path STATUS = Path.of("/proc/self/status");

  /**
   * Measures a model file.
   *
   * @param contexts what it is asked about, not empty
   * @param k how many items it is asked for
   */
  public static Measurement of(byte[] model, List<Context> contexts, int k) throws IOException {
    double before = residentMiB();
    try (OnnxStudent student = new OnnxStudent("measured", model, k)) {
      round(student, contexts, WARM_UP);
      double[] quietest = round(student, contexts, RUNS_PER_ROUND);
      for (int i = 1; i < ROUNDS; i++) {
        double[] other = round(student, contexts, RUNS_PER_ROUND);
        quietest = p99(other) < p99(quietest) ? other : quietest;
      }
      double grown = Math.max(0, residentMiB() - before);
      return new Measurement(
          quietest[RUNS_PER_ROUND / 2], p99(quietest), grown, ROUNDS * RUNS_PER_ROUND);
    }
  }

  private static double p99(double[] sorted) {
    return sorted[sorted.length * 99 / 100];
  }

  /** The times of some runs in microseconds, ascending. */
  private static double[] round(OnnxStudent student, List<Context> contexts, int runs) {
    double[] micros = new double[runs];
    for (int run = 0; run < runs; run++) {
      List<Context> one = List.of(contexts.get(run % contexts.size()));
      long start = System.nanoTime();
      student.answer(one);
      micros[run] = (System.nanoTime() - start) / 1e3;
    }
    Arrays.sort(micros);
    return micros;
  }

  /** The process's resident memory, where Linux tells it. */
  private static double residentMiB() throws IOException {
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(0);
  }
}
