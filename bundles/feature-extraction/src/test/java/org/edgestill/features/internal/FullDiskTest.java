package org.edgestill.features.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.api.behaviour.BehaviourLogException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs a store in a process whose files can not grow: writes fail as on a full disk. */
@Timeout(120)
class FullDiskTest {

  private static final int LIMIT_KIB = 200;

  @TempDir private Path directory;

  @Test
  void whenTheDiskIsFullAppendsFailReadsWorkAndNothingAcknowledgedIsLost() throws Exception {
    Process process =
        new ProcessBuilder(
                "bash",
                "-c",
                "ulimit -f " + LIMIT_KIB + "; exec \"$@\"",
                "bash",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                Filler.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
            .lines()
            .filter(line -> line.startsWith("stored ") || line.startsWith("read "))
            .toList();
    assertThat(process.waitFor()).isZero();
    int stored = number(lines, "stored ");

    assertThat(stored).isPositive();
    assertThat(number(lines, "read ")).as("readable while the disk is full").isEqualTo(stored);
    CompletableFuture<BehaviourLog> opened = new CompletableFuture<>();
    try (BehaviourStore store =
        BehaviourStore.open(new StoreSettings(directory, 10, 10_000), opened::complete)) {
      opened.get(30, TimeUnit.SECONDS);
      assertThat(store.userCount()).as("readable with room again").isEqualTo(stored);
      assertThat(store.append(event(-1))).isTrue();
    }
    assertThat(directory.toFile().list()).noneMatch(name -> name.contains("damaged"));
  }

  private static int number(List<String> lines, String prefix) {
    return lines.stream()
        .filter(line -> line.startsWith(prefix))
        .mapToInt(line -> Integer.parseInt(line.substring(prefix.length())))
        .findFirst()
        .orElseThrow();
  }

  private static BehaviourEvent event(int number) {
    // Items that do not compress fill the disk sooner.
    StringBuilder item = new StringBuilder();
    new Random(number).ints(60, '!', '~').forEach(item::appendCodePoint);
    return BehaviourEvent.of("user" + number, item.toString(), "view", 1);
  }

  /** The child process: appends until it fails, twice, then counts what it can read. */
  static final class Filler {

    private Filler() {}

    public static void main(String[] arguments) throws Exception {
      CompletableFuture<BehaviourLog> opened = new CompletableFuture<>();
      BehaviourStore store =
          BehaviourStore.open(
              new StoreSettings(Path.of(arguments[0]), 10, 10_000), opened::complete);
      BehaviourLog log = opened.get(30, TimeUnit.SECONDS);
      int stored = 0;
      try {
        while (true) {
          log.append(event(stored));
          stored++;
        }
      } catch (BehaviourLogException full) {
        System.err.println("Expected: " + full.getMessage());
      }
      System.out.println("stored " + stored);
      int read = 0;
      for (int i = 0; i < stored; i++) {
        read += log.history("user" + i, 10).size();
      }
      System.out.println("read " + read);
      store.close();
    }
  }
}
