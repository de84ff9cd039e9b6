package org.edgestill.features.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.behaviour.BehaviourLog;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kills a process that appends, again and again: what it was told to be stored must be there. */
@Timeout(120)
class KilledStoreTest {

  private static final int USERS = 4;

  private final Path directory;

  KilledStoreTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 40, 400})
  void everyAcknowledgedEventSurvivesKillMinusNine(int acknowledgements) throws Exception {
    Set<String> acknowledged = new HashSet<>();
    for (int life = 0; life < 3; life++) {
      acknowledged.addAll(appendUntilKilled(life, acknowledgements));
    }

    CompletableFuture<BehaviourLog> opened = new CompletableFuture<>();
    try (BehaviourStore store =
        BehaviourStore.open(new StoreSettings(directory, 10_000, 100), opened::complete)) {
      opened.get(30, TimeUnit.SECONDS);
      Set<String> stored = new HashSet<>();
      for (int user = 0; user < USERS; user++) {
        store.history("u" + user, 10_000).stream().map(BehaviourEvent::item).forEach(stored::add);
      }
      assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(3 * acknowledgements);
      assertThat(stored).containsAll(acknowledged);
      assertThat(directory.toFile().list()).noneMatch(name -> name.contains("damaged"));
    }
  }

  private List<String> appendUntilKilled(int life, int acknowledgements) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Appender.class.getName(),
                directory.toString(),
                Integer.toString(life))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> acknowledged = new ArrayList<>();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
      String line = out.readLine();
      while (line != null) {
        if (line.endsWith(".")) { // a line that the kill has cut does not count
          acknowledged.add(line.substring(0, line.length() - 1));
        }
        if (acknowledged.size() == acknowledgements) {
          process.toHandle().destroyForcibly(); // SIGKILL, and what was printed can still be read
        }
        line = out.readLine();
      }
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("killed").isEqualTo(137);
    return acknowledged;
  }

  /** The child process: appends from several threads, and prints an item when it is stored. */
  static final class Appender {

    private Appender() {}

    public static void main(String[] arguments) throws Exception {
      CompletableFuture<BehaviourLog> opened = new CompletableFuture<>();
      BehaviourStore.open(new StoreSettings(Path.of(arguments[0]), 10_000, 100), opened::complete);
      BehaviourLog log = opened.get(30, TimeUnit.SECONDS);
      for (int user = 0; user < USERS; user++) {
        String name = "u" + user;
        new Thread(() -> append(log, name, arguments[1]), "appender-" + name).start();
      }
    }

    private static void append(BehaviourLog log, String user, String life) {
      for (int i = 0; ; i++) {
        String item = "life" + life + "-" + user + "-" + i;
        log.append(BehaviourEvent.of(user, item, "view", i));
        synchronized (Appender.class) {
          System.out.println(item + ".");
          System.out.flush();
        }
      }
    }
  }
}
