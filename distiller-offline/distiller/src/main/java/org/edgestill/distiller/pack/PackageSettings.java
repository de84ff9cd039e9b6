package org.edgestill.distiller.pack;

import java.util.List;

/**
 * What a package promises and holds.
 *
 * @param p99Micros the 99th percentile of the time to answer one request, in microseconds
 * @param memoryMiB the most memory that a session takes, in MiB
 * @param goldenVectors how many inputs with expected answers, 1 to 1,000
 * @param architectures processors as in {@code os.arch}; empty means any
 * @param runtime versions of ONNX Runtime, for instance {@code [1.22,2)}
 * @param licence under what terms the model may be used, for the model card
 */
public record PackageSettings(
    long p99Micros,
    int memoryMiB,
    int goldenVectors,
    List<String> architectures,
    String runtime,
    String licence) {

  public PackageSettings {
    architectures = List.copyOf(architectures);
    if (goldenVectors < 1 || goldenVectors > 1_000) {
      throw new IllegalArgumentException(
          "goldenVectors must be 1 to 1000, but is " + goldenVectors);
    }
  }
}
