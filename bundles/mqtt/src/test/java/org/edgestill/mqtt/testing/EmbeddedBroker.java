package org.edgestill.mqtt.testing;

import com.hivemq.embedded.EmbeddedHiveMQ;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A HiveMQ Community Edition broker in this JVM, on a free port of the loopback interface, with its
 * files in {@code target/}. It keeps everything in memory, so a restart forgets retained messages.
 */
public final class EmbeddedBroker implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;

  private final Path home;
  private final int port;
  private @Nullable EmbeddedHiveMQ broker;

  /** Makes a broker that is not started yet. */
  public EmbeddedBroker() {
    try {
      port = freePort();
      home = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "broker");
      for (String folder : List.of("conf", "data", "extensions")) {
        Files.createDirectories(home.resolve(folder));
      }
      Files.writeString(home.resolve("conf/config.xml"), configuration());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A started broker. */
  public static EmbeddedBroker started() {
    EmbeddedBroker broker = new EmbeddedBroker();
    broker.start();
    return broker;
  }

  /** Starts, or starts again on the same port. */
  public void start() {
    EmbeddedHiveMQ hive =
        EmbeddedHiveMQ.builder()
            .withConfigurationFolder(home.resolve("conf"))
            .withDataFolder(home.resolve("data"))
            .withExtensionsFolder(home.resolve("extensions"))
            .withoutLoggingBootstrap()
            .build();
    try {
      hive.start().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("the broker does not start", e);
    }
    broker = hive;
  }

  /** Stops: all connections break. */
  public void stop() {
    EmbeddedHiveMQ hive = broker;
    broker = null;
    if (hive == null) {
      return;
    }
    try {
      hive.stop().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      hive.close();
    } catch (Exception e) {
      throw new IllegalStateException("the broker does not stop", e);
    }
  }

  /** Where it listens. */
  public URI uri() {
    return URI.create("tcp://127.0.0.1:" + port);
  }

  @Override
  public void close() {
    stop();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private String configuration() {
    return """
        <?xml version="1.0"?>
        <hivemq>
          <listeners>
            <tcp-listener>
              <port>%d</port>
              <bind-address>127.0.0.1</bind-address>
            </tcp-listener>
          </listeners>
          <persistence><mode>in-memory</mode></persistence>
          <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
        </hivemq>
        """
        .formatted(port);
  }

  /** A port that is free now. */
  public static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }
}
