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
 * @param p50Micros median time of a run, in microseconds
 * @param p99Micros 99th percentile
 * @param memoryMiB by how much the process grew when the session was made and used; 0 where the
 *     system does not tell
 * @param runs how many runs were timed
 */
public record Measurement(double p50Micros, double p99Micros, double memoryMiB, int runs) {

  private static final int WARM_UP = 300;
  private static final int RUNS = 2_000;
  private static final Path STATUS = Path.of("/proc/self/status");

  /** Measures a model file. */
  static Measurement of(byte[] model, List<Context> contexts, int k) throws IOException {
    double before = residentMiB();
    try (OnnxStudent student = new OnnxStudent("measured", model, k)) {
      double[] micros = new double[RUNS];
      for (int run = -WARM_UP; run < RUNS; run++) {
        List<Context> one = List.of(contexts.get(Math.floorMod(run, contexts.size())));
        long start = System.nanoTime();
        student.answer(one);
        if (run >= 0) {
          micros[run] = (System.nanoTime() - start) / 1e3;
        }
      }
      double grown = Math.max(0, residentMiB() - before);
      Arrays.sort(micros);
      return new Measurement(micros[RUNS / 2], micros[RUNS * 99 / 100], grown, RUNS);
    }
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
