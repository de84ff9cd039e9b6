package org.edgestill.updates.internal;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.edgestill.api.update.UpdateState;
import org.edgestill.inference.internal.RealRegistry;
import org.edgestill.mqtt.client.MqttCarrier;
import org.edgestill.updates.publisher.Topics;

/** The main of a gateway on which bad models do harm to the whole process. */
final class HarmfulGateway {

  /** What they do. */
  enum Harm {
    /** The process dies in the middle of a request. */
    DIE,
    /** Each request takes memory outside of the Java heap, which is never given back. */
    LEAK
  }

  /** As of a process that died of SIGSEGV. */
  static final int DIED = 139;

  static final int ROLLED_BACK = 0;
  private static final int LOST_REQUESTS = 3;
  private static final int NOT_ROLLED_BACK = 4;
  private static final int LEAK_BYTES = 256 * 1024;
  private static final List<ByteBuffer> LEAKED = new ArrayList<>();

  private HarmfulGateway() {}

  /** Starts it as a process of its own, with a small heap whose size does not change. */
  static Process start(Path folder, URI broker, Topics topics, Harm harm) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xms48m",
            "-Xmx48m",
            "-XX:MaxDirectMemorySize=1g",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            HarmfulGateway.class.getName(),
            folder.toString(),
            broker.toString(),
            topics.prefix(),
            harm.name())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("output.txt").toFile()))
        .start();
  }

  /** Ends when release 1 serves again and the bad release 2 is quarantined. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    Harm harm = Harm.valueOf(arguments[3]);
    UpdateSettings settings =
        Gateway.withProbation(
            Gateway.settings(folder, folder.resolve("root.json"), new Topics(arguments[2])),
            UpdateSettings.Probation.DEFAULT.lasting(Duration.ofHours(1)));
    RealRegistry inference =
        RealRegistry.open(
            folder.resolve("models"),
            Fleet.MODEL,
            new HarmfulExtractor(harm == Harm.DIE ? HarmfulGateway::die : HarmfulGateway::leak),
            null);
    try (MqttCarrier carrier = Fleet.connect(URI.create(arguments[1]), "harmful");
        Gateway gateway = new Gateway(settings, inference, carrier)) {
      gateway.start();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (gateway.status().state() != UpdateState.QUARANTINED || gateway.serving() != 1) {
        if (System.nanoTime() - deadline > 0) {
          Runtime.getRuntime().halt(NOT_ROLLED_BACK);
        }
        Thread.sleep(1);
      }
      gateway.requests.awaitMore();
      System.out.println(gateway.requests.lost());
      Runtime.getRuntime().halt(gateway.requests.lost().isEmpty() ? ROLLED_BACK : LOST_REQUESTS);
    }
  }

  private static void die() {
    Runtime.getRuntime().halt(DIED);
  }

  private static synchronized void leak() {
    ByteBuffer leaked = ByteBuffer.allocateDirect(LEAK_BYTES); // zeroed, so it is resident
    LEAKED.add(leaked);
  }
}
