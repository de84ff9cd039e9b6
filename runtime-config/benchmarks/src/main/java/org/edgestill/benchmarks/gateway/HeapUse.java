package org.edgestill.benchmarks.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Java heap of another process, by {@code jcmd}. */
final class HeapUse {
  private static final Pattern USED =
      Pattern.compile("(?:generation|heap|DefNew|Tenured) .*used (\\d+)K");
  private static final double MEGA = 1e6;

  private HeapUse() {}

  /** MB (10^6 bytes) that live: what is left after a full collection, which this asks for. */
  static double live(long pid) throws IOException, InterruptedException {
    jcmd(pid, "GC.run");
    return parse(jcmd(pid, "GC.heap_info"));
  }

  /** MB used in all generations, as {@code GC.heap_info} has it; metaspace is not heap. */
  static double parse(String heapInfo) throws IOException {
    Matcher used = USED.matcher(heapInfo);
    long sum = 0;
    boolean found = false;
    while (used.find()) {
      sum += Long.parseLong(used.group(1));
      found = true;
    }
    if (!found) {
      throw new IOException("no heap in what jcmd says: " + heapInfo);
    }
    return sum * 1024 / MEGA;
  }

  private static String jcmd(long pid, String command) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                command)
            .redirectErrorStream(true)
            .start();
    String answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!jcmd.waitFor(1, TimeUnit.MINUTES) || jcmd.exitValue() != 0) {
      throw new IOException("jcmd " + command + " failed: " + answer);
    }
    return answer;
  }
}
