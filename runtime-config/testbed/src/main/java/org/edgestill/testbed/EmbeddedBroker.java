package org.edgestill.testbed;

import com.hivemq.embedded.EmbeddedHiveMQ;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * HiveMQ Community Edition inside this process, listening on one loopback port without TLS or
 * passwords. What it retains is kept in memory, unless it is {@linkplain #persistent persistent}: a
 * {@linkplain #stop stopped} broker forgets all.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 60;

  private final Path folder;
  private final int port;
  private final String persistence;
  private @Nullable EmbeddedHiveMQ broker;

  /**
   * A broker that is not started yet, on a free port.
   *
   * @param folder for its configuration; created if need be
   */
  public EmbeddedBroker(Path folder) {
    this(folder, "in-memory");
  }

  /**
   * One that keeps what it retains on disk: a stopped broker forgets nothing.
   *
   * @param folder for its configuration and data; created if need be
   */
  public static EmbeddedBroker persistent(Path folder) {
    return new EmbeddedBroker(folder, "file");
  }

  private EmbeddedBroker(Path folder, String persistence) {
    this.folder = folder;
    this.persistence = persistence;
    this.port = FreePort.find();
  }

  /** For clients: {@code tcp://127.0.0.1:port}. */
  public URI uri() {
    return URI.create("tcp://127.0.0.1:" + port);
  }

  /**
   * Starts it, or starts it again on the same port, and returns when it accepts connections.
   *
   * @throws IOException if it does not start
   */
  public void start() throws IOException {
    Path conf = Files.createDirectories(folder.resolve("conf"));
    Path data = Files.createDirectories(folder.resolve("data"));
    Path extensions = Files.createDirectories(folder.resolve("extensions"));
    Files.writeString(conf.resolve("config.xml"), configuration());
    EmbeddedHiveMQ starting =
        EmbeddedHiveMQ.builder()
            .withConfigurationFolder(conf)
            .withDataFolder(data)
            .withExtensionsFolder(extensions)
            .withoutLoggingBootstrap()
            .build();
    try {
      starting.start().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      broker = starting;
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the embedded broker did not start on port " + port, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the embedded broker started", e);
    }
  }

  /** Stops it, as a power cut would for its clients; retained messages are gone. */
  public void stop() throws IOException {
    EmbeddedHiveMQ running = broker;
    broker = null;
    if (running == null) {
      return;
    }
    try {
      running.stop().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      running.close();
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the embedded broker did not stop", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the embedded broker stopped", e);
    }
  }

  @Override
  public void close() throws IOException {
    stop();
  }

  private String configuration() {
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <hivemq>
          <listeners>
            <tcp-listener>
              <port>%d</port>
              <bind-address>127.0.0.1</bind-address>
            </tcp-listener>
          </listeners>
          <persistence>
            <mode>%s</mode>
          </persistence>
          <anonymous-usage-statistics>
            <enabled>false</enabled>
          </anonymous-usage-statistics>
        </hivemq>
        """
        .formatted(port, persistence);
  }
}
