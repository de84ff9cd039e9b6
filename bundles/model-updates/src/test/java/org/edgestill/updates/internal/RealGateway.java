package org.edgestill.updates.internal;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.edgestill.api.carrier.Message;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.service.ServiceGate;
import org.edgestill.api.update.UpdateState;
import org.edgestill.api.update.UpdateStatus;
import org.edgestill.inference.internal.RealRegistry;
import org.edgestill.mqtt.client.MqttCarrier;
import org.edgestill.mqtt.client.MqttSettings;
import org.edgestill.updates.publisher.Topics;

/** A gateway for the tests of other modules: the real registry, the real updates, a last will. */
public final class RealGateway implements AutoCloseable {

  private final RealRegistry inference;
  private final MqttCarrier carrier;
  private final UpdateService updates;

  /**
   * Starts it, without a probation.
   *
   * @param folder for all that it keeps; made if needed
   * @param root the file that it is provisioned with
   */
  public RealGateway(
      Path folder, String id, String model, String channel, Path root, Topics topics, URI broker)
      throws IOException {
    Files.createDirectories(folder);
    Path models = folder.resolve("models");
    UpdateSettings settings =
        new UpdateSettings(
            model,
            channel,
            id,
            "",
            folder.resolve("updates"),
            root,
            models,
            topics,
            topics.status(id),
            UpdateSettings.Transfer.DEFAULT,
            UpdateSettings.Probation.DEFAULT.lasting(Duration.ZERO),
            UpdateSettings.Shadow.NONE,
            Duration.ofHours(1),
            Duration.ofHours(1),
            Duration.ofHours(1),
            Duration.ofSeconds(5));
    inference = RealRegistry.open(models, model);
    byte[] will = "{\"online\":false}".getBytes(StandardCharsets.UTF_8);
    carrier =
        new MqttCarrier(
            MqttSettings.of(broker, id).withWill(new Message(topics.status(id), will, true)));
    ServiceGate<ModelRegistry> gate = new ServiceGate<>(Duration.ofSeconds(2));
    gate.set(inference.registry());
    updates =
        new UpdateService(
            settings,
            carrier,
            gate,
            Staging::writeToDisk,
            Clock.systemUTC(),
            event -> {},
            (which, release, state, time) -> {});
    updates.start();
  }

  /** The release that answers requests for good; 0 for none. */
  public long committed() {
    UpdateStatus now = updates.status();
    return now.state() == UpdateState.COMMITTED ? now.release() : 0;
  }

  @Override
  public void close() {
    updates.close();
    carrier.close();
    inference.close();
  }
}
