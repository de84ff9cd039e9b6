package org.edgestill.inference.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.model.Requirements;
import org.edgestill.model.VersionRange;

/**
 * What a model may require of the machine that it runs on.
 *
 * @param architecture as in {@code os.arch}, with {@code amd64} for x86-64
 * @param runtime the version of ONNX Runtime
 * @param availableMiB memory that can still be had; empty if unknown
 */
record Machine(String architecture, String runtime, OptionalLong availableMiB) {

  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final String AVAILABLE = "MemAvailable:";

  /** This machine, now. */
  static Machine current(String runtimeVersion) {
    String architecture = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return new Machine(
        architecture.equals("x86_64") ? "amd64" : architecture, runtimeVersion, available());
  }

  /**
   * Holds the machine to what a model requires.
   *
   * @throws ModelRefusedException with {@code INCOMPATIBLE}, saying what is missing
   */
  void require(Requirements requirements) throws ModelRefusedException {
    if (!requirements.architectures().isEmpty()
        && !requirements.architectures().contains(architecture)) {
      throw incompatible(
          "it runs on " + requirements.architectures() + ", and this is " + architecture);
    }
    VersionRange range = requirements.runtime();
    if (!range.includes(runtime)) {
      throw incompatible("it needs ONNX Runtime " + range + ", and this is " + runtime);
    }
    long free = availableMiB.orElse(Long.MAX_VALUE);
    if (free < requirements.memoryMiB()) {
      throw incompatible(
          "it needs "
              + requirements.memoryMiB()
              + " MiB of memory, and only "
              + free
              + " are free");
    }
  }

  private static ModelRefusedException incompatible(String message) {
    return new ModelRefusedException(RefusalCode.INCOMPATIBLE, message);
  }

  private static OptionalLong available() {
    try {
      return Files.readAllLines(MEMINFO).stream()
          .filter(line -> line.startsWith(AVAILABLE))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst();
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty(); // not Linux
    }
  }
}
