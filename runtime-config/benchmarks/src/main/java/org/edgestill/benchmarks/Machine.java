package org.edgestill.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What figures were measured on.
 *
 * @param processor its name, as the kernel has it
 * @param cores how many this process may use
 * @param memoryMegabytes of the machine, 10^6 bytes each
 * @param system operating system, its version, architecture
 * @param java virtual machine and version
 * @param load the system's load average over the last minute when the run began; -1 if unknown
 */
public record Machine(
    String processor, int cores, long memoryMegabytes, String system, String java, double load) {

  /** This machine, now. */
  public static Machine here() {
    return new Machine(
        fromProc("/proc/cpuinfo", "model name"),
        Runtime.getRuntime().availableProcessors(),
        kibibytes(fromProc("/proc/meminfo", "MemTotal")) * 1024 / 1_000_000,
        String.join(
            " ",
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch")),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static long kibibytes(String value) {
    String digits = value.replaceAll("\\D", "");
    return digits.isEmpty() ? 0 : Long.parseLong(digits);
  }

  private static String fromProc(String file, String key) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException notLinux) {
      return "unknown";
    }
  }
}
