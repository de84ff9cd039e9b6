package org.edgestill.inference.internal;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The memory that sessions live in: what of this process is resident outside of what Java manages.
 * Of the memory that Java has committed, what it uses is resident, and the rest may be or not.
 *
 * @param low at least, in bytes; 0 if the system does not say
 * @param high at most, in bytes
 */
record NativeMemory(long low, long high) {

  private static final Path STATUS = Path.of("/proc/self/status");

  /** Resident and private; pages of mapped files, which the kernel may drop, do not count. */
  private static final String RESIDENT = "RssAnon:";

  static NativeMemory now() {
    MemoryMXBean java = ManagementFactory.getMemoryMXBean();
    long used = java.getHeapMemoryUsage().getUsed();
    long committed =
        java.getHeapMemoryUsage().getCommitted() + java.getNonHeapMemoryUsage().getCommitted();
    long resident = resident();
    return new NativeMemory(Math.max(0, resident - committed), Math.max(0, resident - used));
  }

  /** Resident private memory of this process, in bytes; 0 if the system does not say. */
  static long resident() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(RESIDENT)) {
          return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
    } catch (IOException e) {
      // not Linux
    }
    return 0;
  }
}
