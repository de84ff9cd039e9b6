package org.edgestill.inference.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Swapping loses no memory outside of the Java heap. In a process of its own, whose heap is
 * resident from the beginning, so that what grows is native. Some swaps by default, 1,000 with
 * {@code -Pfaults}.
 */
@EnabledOnOs(OS.LINUX)
class SwapMemoryTest {

  private static final int SWAPS = Integer.getInteger("edgestill.faults.swaps", 200);

  @TempDir private Path directory;

  @Test
  void afterManySwapsUnderLoadTheProcessIsAsLargeAsAfterAHundred() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms48m",
                "-Xmx48m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SwapMemory.class.getName(),
                directory.toString(),
                Integer.toString(SWAPS))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();

    String line =
        output.lines().filter(each -> each.startsWith("SWAPS ")).findFirst().orElseThrow();
    String[] words = line.split(" ", -1);
    long first = Long.parseLong(words[1]);
    long last = Long.parseLong(words[2]);
    System.out.printf(
        "%nResident after %d swaps %d KiB, after %d %d KiB%n",
        SwapMemory.FIRST, first / 1024, SWAPS, last / 1024);
    System.out.printf("FAULT case=27 tries=%d requests=%s lost=%s%n", SWAPS, words[3], words[4]);
    assertThat(words[4]).isEqualTo("0");
    assertThat(last).isPositive().isLessThanOrEqualTo(first + first / 10);
  }
}
