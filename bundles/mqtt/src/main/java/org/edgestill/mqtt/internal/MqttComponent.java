package org.edgestill.mqtt.internal;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.carrier.Message;
import org.edgestill.mqtt.client.MqttCarrier;
import org.edgestill.mqtt.client.MqttSettings;
import org.edgestill.mqtt.client.MqttTls;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Offers one configured broker connection as a {@link Carrier} service. */
@Component(
    service = Carrier.class,
    immediate = true,
    configurationPid = MqttComponent.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = MqttComponent.Config.class, factory = true)
public final class MqttComponent implements Carrier {

  /** Factory configuration PID: one configuration for each broker. */
  public static final String PID = "org.edgestill.mqtt";

  private final MqttCarrier carrier;

  /** Configuration of a broker connection. */
  @ObjectClassDefinition(
      name = "Edgestill MQTT connection",
      description = "One supervised connection to one MQTT broker")
  public @interface Config {
    @AttributeDefinition(description = "How other components name this broker: upstream, local")
    String broker_name() default "upstream";

    @AttributeDefinition(description = "tcp://host:1883, or ssl://host:8883 for TLS")
    String uri() default "tcp://localhost:1883";

    @AttributeDefinition(
        description =
            "MQTT client identifier, different for every client of the broker;"
                + " empty for a random one")
    String clientId() default "";

    @AttributeDefinition(description = "User name; empty for none")
    String user() default "";

    @AttributeDefinition(
        name = ".password",
        description = "Password of the user; empty for none",
        type = AttributeType.PASSWORD)
    String _password() default "";

    @AttributeDefinition(
        description =
            "PEM file with the certificate authorities to trust;"
                + " empty for those of the Java runtime")
    String tls_ca() default "";

    @AttributeDefinition(
        description = "PKCS #12 file with the client's key and certificate; empty for none")
    String tls_keyStore() default "";

    @AttributeDefinition(
        name = ".tls.keyStorePassword",
        description = "Password of the client's key store",
        type = AttributeType.PASSWORD)
    String _tls_keyStorePassword() default "";

    @AttributeDefinition(
        description =
            "Topic on which the broker announces (retained) that this client is gone;"
                + " empty for none")
    String will_topic() default "";

    @AttributeDefinition(description = "What the broker publishes on the will topic")
    String will_payload() default "{\"online\":false}";

    @AttributeDefinition(
        description = "Whether the broker forgets subscriptions and queued messages at disconnect")
    boolean cleanSession() default true;

    @AttributeDefinition(description = "Seconds of silence until the connection is probed")
    int keepAliveSeconds() default 30;

    @AttributeDefinition(description = "Seconds within which a connect must succeed")
    int connectTimeoutSeconds() default 15;

    @AttributeDefinition(description = "Shortest pause before a reconnect, in milliseconds")
    long reconnectMinMillis() default 1_000;

    @AttributeDefinition(description = "Longest pause before a reconnect, in milliseconds")
    long reconnectMaxMillis() default 60_000;

    @AttributeDefinition(description = "Larger payloads are neither sent nor received, in bytes")
    int maxPayloadBytes() default 1_048_576;

    @AttributeDefinition(
        description = "Messages that may wait for their handlers, or for being sent")
    int queueCapacity() default 1_000;

    @AttributeDefinition(description = "Payload bytes that may wait for their handlers")
    long queueBytes() default 33_554_432;

    @AttributeDefinition(description = "Sent messages that may be unacknowledged at a time")
    int window() default 64;
  }

  @Activate
  public MqttComponent(Config config) {
    carrier = new MqttCarrier(settings(config));
  }

  @Deactivate
  void deactivate() {
    carrier.shutdown();
  }

  @Override
  public boolean connected() {
    return carrier.connected();
  }

  @Override
  public CompletionStage<Void> publish(Message message) {
    return carrier.publish(message);
  }

  @Override
  public Subscription subscribe(String topicFilter, MessageHandler handler) {
    return carrier.subscribe(topicFilter, handler);
  }

  @Override
  public Subscription onConnection(ConnectionListener listener) {
    return carrier.onConnection(listener);
  }

  static MqttSettings settings(Config c) {
    String clientId =
        c.clientId().isEmpty()
            ? "edgestill-" + UUID.randomUUID().toString().substring(0, 12)
            : c.clientId();
    return MqttSettings.of(URI.create(c.uri()), clientId)
        .withLogin(orNull(c.user()), orNull(c._password()))
        .withTls(
            new MqttTls(
                path(c.tls_ca()), path(c.tls_keyStore()), orNull(c._tls_keyStorePassword())))
        .withWill(will(c))
        .withCleanSession(c.cleanSession())
        .withTimes(
            new MqttSettings.Times(
                Duration.ofSeconds(c.keepAliveSeconds()),
                Duration.ofSeconds(c.connectTimeoutSeconds()),
                Duration.ofMillis(c.reconnectMinMillis()),
                Duration.ofMillis(c.reconnectMaxMillis())))
        .withBounds(
            new MqttSettings.Bounds(
                c.maxPayloadBytes(), c.queueCapacity(), c.queueBytes(), c.window()));
  }

  private static @Nullable Message will(Config c) {
    if (c.will_topic().isEmpty()) {
      return null;
    }
    return new Message(c.will_topic(), c.will_payload().getBytes(StandardCharsets.UTF_8), true);
  }

  private static @Nullable String orNull(String s) {
    return s.isEmpty() ? null : s;
  }

  private static @Nullable Path path(String s) {
    return s.isEmpty() ? null : Path.of(s);
  }
}
