package org.edgestill.distiller.publish;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.distiller.data.InputException;
import org.edgestill.mqtt.client.MqttCarrier;
import org.edgestill.mqtt.client.MqttSettings;
import org.edgestill.mqtt.client.MqttTls;

/** Connects to the broker that the settings name, and waits until it is there. */
public final class BrokerConnection {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private BrokerConnection() {}

  /**
   * Connects.
   *
   * @param folder what the paths in the settings are relative to
   * @return close it when done
   * @throws InputException if the settings name no broker, or can not be used
   * @throws PublishingFailedException if the broker does not answer in time
   */
  public static MqttCarrier open(PublishSettings settings, Path folder)
      throws IOException, PublishingFailedException {
    MqttCarrier carrier = new MqttCarrier(mqtt(settings, folder));
    boolean connected = false;
    try {
      connected = await(carrier);
    } finally {
      if (!connected) {
        carrier.close();
      }
    }
    if (!connected) {
      throw new PublishingFailedException(
          "the broker "
              + settings.broker()
              + " did not accept the connection within "
              + PATIENCE.toSeconds()
              + " s; check publish.broker and the login");
    }
    return carrier;
  }

  private static MqttSettings mqtt(PublishSettings settings, Path folder) throws IOException {
    String broker = settings.broker();
    if (broker == null) {
      throw new InputException(
          "there is no broker to publish to; set publish.broker, for instance tcp://localhost:1883");
    }
    try {
      MqttSettings mqtt = MqttSettings.of(URI.create(broker), settings.clientId());
      String authorities = settings.certificateFile();
      if (authorities != null) {
        mqtt = mqtt.withTls(new MqttTls(folder.resolve(authorities), null, null));
      }
      String passwordFile = settings.passwordFile();
      String password = passwordFile == null ? null : firstLine(folder.resolve(passwordFile));
      return mqtt.withLogin(settings.user(), password);
    } catch (IllegalArgumentException e) {
      throw new InputException("publish: " + e.getMessage(), e);
    }
  }

  private static String firstLine(Path file) throws IOException {
    List<String> lines = Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
    if (lines.isEmpty()) {
      throw new InputException(file + " must hold the password; it is not there or empty");
    }
    return lines.get(0);
  }

  private static boolean await(Carrier carrier) {
    CountDownLatch up = new CountDownLatch(1);
    Carrier.Subscription subscription =
        carrier.onConnection(
            connected -> {
              if (connected) {
                up.countDown();
              }
            });
    try {
      return up.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      subscription.close();
    }
  }
}
