package org.edgestill.benchmarks.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process uses, as {@code /proc} has it; see proc(5).
 *
 * @param residentKiB memory that is in RAM
 * @param peakKiB the most that it was since the start, or since {@link #forgetPeak}
 * @param threads of the process
 * @param files open file descriptors
 * @param processor time on processors, of all threads
 */
record ProcessUse(long residentKiB, long peakKiB, int threads, int files, Duration processor) {
  private static final double MEGA = 1e6;
  private static final int UTIME = 14;
  private static final int STIME = 15;

  /** USER_HZ, which is 100 on all architectures that the gateway is built for. */
  private static final long MILLIS_PER_TICK = 10;

  /** Of a process that runs. */
  static ProcessUse of(long pid) throws IOException {
    Path process = process(pid);
    List<String> status = Files.readAllLines(process.resolve("status"));
    int files;
    try (Stream<Path> open = Files.list(process.resolve("fd"))) {
      files = (int) open.count();
    }
    return new ProcessUse(
        field(status, "VmRSS"),
        field(status, "VmHWM"),
        (int) field(status, "Threads"),
        files,
        processor(Files.readString(process.resolve("stat"))));
  }

  /** Makes the peak begin anew. */
  static void forgetPeak(long pid) throws IOException {
    Files.writeString(process(pid).resolve("clear_refs"), "5");
  }

  /** In 10^6 bytes. */
  double residentMegabytes() {
    return residentKiB * 1024 / MEGA;
  }

  /** In 10^6 bytes. */
  double peakMegabytes() {
    return peakKiB * 1024 / MEGA;
  }

  /** The number in a line of {@code /proc/PID/status}. */
  static long field(List<String> status, String name) throws IOException {
    for (String line : status) {
      if (line.startsWith(name + ":")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("no " + name + " in /proc/PID/status; has the process ended?");
  }

  /** User and system time in the line of {@code /proc/PID/stat}; the name may hold anything. */
  static Duration processor(String stat) {
    // The first field after the name is the third.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[UTIME - 3]) + Long.parseLong(fields[STIME - 3]);
    return Duration.ofMillis(ticks * MILLIS_PER_TICK);
  }

  private static Path process(long pid) {
    return Path.of("/proc", Long.toString(pid));
  }
}
