package org.edgestill.updates.internal;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.edgestill.mqtt.client.MqttCarrier;
import org.edgestill.updates.internal.FaultyDisk.Change;
import org.edgestill.updates.publisher.Topics;

/** The main of a gateway that dies at a chosen change of its disk, in the middle of an update. */
final class DoomedGateway {

  /** As of a process that SIGKILL ended. */
  static final int KILLED = 137;

  private static final int WRONG_ANSWERS = 3;
  private static final int NEVER_COMMITTED = 4;

  private DoomedGateway() {}

  /** Starts it as a process of its own. */
  static Process start(Path folder, URI broker, Topics topics, int at) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                DoomedGateway.class.getName(),
                folder.toString(),
                broker.toString(),
                topics.prefix(),
                Integer.toString(at)))
        .redirectError(folder.resolve("stderr.txt").toFile())
        .redirectOutput(folder.resolve("stdout.txt").toFile())
        .start();
  }

  /** Updates to release 2, dies at the given change, or writes how many there were. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    Topics topics = new Topics(arguments[2]);
    int at = Integer.parseInt(arguments[3]);
    FaultyDisk disk = new FaultyDisk();
    disk.fault(change -> strike(change, at));
    Path watched = disk.path(folder);
    UpdateSettings settings = Gateway.settings(watched, watched.resolve("root.json"), topics);
    try (MqttCarrier carrier = Fleet.connect(URI.create(arguments[1]), "doomed-" + at);
        Gateway gateway = new Gateway(settings, watched.resolve("models"), carrier)) {
      gateway.start();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!Gateway.isCommitted(gateway.status(), 2)) {
        if (!gateway.requests.lost().isEmpty()) {
          System.err.println(gateway.requests.lost().get(0));
          Runtime.getRuntime().halt(WRONG_ANSWERS);
        }
        if (System.nanoTime() - deadline > 0) {
          Runtime.getRuntime().halt(NEVER_COMMITTED);
        }
        Thread.sleep(1);
      }
    }
    Files.writeString(folder.resolve("changes.txt"), disk.changes() + "\n");
    Runtime.getRuntime().halt(0);
  }

  /** As by SIGKILL: what was written stays, also half of a write. */
  private static void strike(Change change, int at) throws IOException {
    if (change.number() == at) {
      change.half().write();
      Runtime.getRuntime().halt(KILLED);
    }
  }
}
