package org.edgestill.model;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What a gateway must have to run a model.
 *
 * @param features the versions of the feature schema ({@link
 *     org.edgestill.api.features.FeatureSchema#VERSION})
 * @param runtime the versions of ONNX Runtime
 * @param opset the ONNX operator set of the graph, 1 to 100
 * @param architectures processors as in {@code os.arch} ({@code amd64}, {@code aarch64}); empty
 *     means any
 * @param memoryMiB memory that a session needs, in MiB, 1 to 1,048,576
 */
public record Requirements(
    VersionRange features,
    VersionRange runtime,
    int opset,
    List<String> architectures,
    int memoryMiB) {

  private static final Pattern ARCHITECTURE = Pattern.compile("[a-z0-9][a-z0-9_-]{0,31}");
  static final int MAX_ARCHITECTURES = 16;
  static final int MAX_OPSET = 100;
  static final int MAX_MEMORY_MIB = 1024 * 1024;

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if a component is out of its range
   */
  public Requirements {
    architectures = List.copyOf(architectures);
    if (opset < 1 || opset > MAX_OPSET) {
      throw new IllegalArgumentException("opset must be 1 to " + MAX_OPSET + ", but is " + opset);
    }
    if (memoryMiB < 1 || memoryMiB > MAX_MEMORY_MIB) {
      throw new IllegalArgumentException(
          "memoryMiB must be 1 to " + MAX_MEMORY_MIB + ", but is " + memoryMiB);
    }
    if (architectures.size() > MAX_ARCHITECTURES) {
      throw new IllegalArgumentException("at most " + MAX_ARCHITECTURES + " architectures");
    }
    for (String architecture : architectures) {
      if (!ARCHITECTURE.matcher(architecture).matches()) {
        throw new IllegalArgumentException("not an architecture: '" + architecture + "'");
      }
    }
  }
}
