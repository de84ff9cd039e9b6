package org.edgestill.mqtt.client;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.edgestill.api.carrier.Message;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a broker, and the bounds of the connection. Start from {@link #of} and change what
 * differs.
 *
 * @param uri {@code tcp://host:1883} or {@code ssl://host:8883}; {@code mqtt} and {@code mqtts}
 *     mean the same; the port may be left out
 * @param clientId 1 to 128 characters, different for every client of the broker
 * @param user user name; {@code null} for none
 * @param password never printed; {@code null} for none
 * @param tls used with {@code ssl} and {@code mqtts} only
 * @param will what the broker publishes (QoS 1) when this client is gone, cleanly or not; {@code
 *     null} for nothing
 * @param cleanSession whether the broker forgets this client's subscriptions and queued messages
 *     when it disconnects
 * @param times how long things may take
 * @param bounds how much memory things may take
 */
public record MqttSettings(
    URI uri,
    String clientId,
    @Nullable String user,
    @Nullable String password,
    MqttTls tls,
    @Nullable Message will,
    boolean cleanSession,
    Times times,
    Bounds bounds) {

  private static final Set<String> PLAIN = Set.of("tcp", "mqtt");
  private static final Set<String> SECURE = Set.of("ssl", "mqtts");

  /** What a packet may hold besides its payload: the longest topic, its length and a packet id. */
  static final int PACKET_OVERHEAD = 65_535 + 2 + 2;

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if a component is out of its range
   */
  public MqttSettings {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    require(
        (PLAIN.contains(scheme) || SECURE.contains(scheme)) && uri.getHost() != null,
        "the broker's uri must look like tcp://host:1883 or ssl://host:8883, but is '" + uri + "'");
    require(uri.getUserInfo() == null, "user and password do not belong into the broker's uri");
    require(
        !clientId.isEmpty() && clientId.length() <= 128, "clientId must be 1 to 128 characters");
    require(password == null || user != null, "a password needs a user");
    if (will != null) {
      TopicFilter.requireTopic(will.topic());
    }
  }

  /**
   * How long things may take.
   *
   * @param keepAlive how long the connection may be silent before it is probed, 1 s to 65,535 s
   * @param connect the bound for a connect, TLS and the broker's answer included, 1 s or more
   * @param reconnectMin the first pause between two attempts to connect; doubles up to {@code
   *     reconnectMax}; a random part of up to half is taken off
   * @param reconnectMax the longest pause
   */
  public record Times(
      Duration keepAlive, Duration connect, Duration reconnectMin, Duration reconnectMax) {

    /** Keep-alive 30 s, connect 15 s, reconnect after 1 s to 60 s. */
    public static final Times DEFAULT =
        new Times(
            Duration.ofSeconds(30),
            Duration.ofSeconds(15),
            Duration.ofSeconds(1),
            Duration.ofSeconds(60));

    /**
     * Checks every component.
     *
     * @throws IllegalArgumentException if a component is out of its range
     */
    public Times {
      require(
          keepAlive.toSeconds() >= 1 && keepAlive.toSeconds() <= 65_535,
          "keepAlive must be 1 s to 65,535 s, but is " + keepAlive);
      require(connect.toSeconds() >= 1, "the connect timeout must be 1 s or more");
      require(
          reconnectMin.toMillis() > 0 && reconnectMin.compareTo(reconnectMax) <= 0,
          "reconnectMin must be above 0 and not above reconnectMax");
    }
  }

  /**
   * How much memory things may take.
   *
   * @param maxPayloadBytes larger payloads are neither sent nor received, 1 byte to 255 MiB
   * @param queueCapacity how many received messages may wait for their handlers, and how many sent
   *     ones for the window, at least 1
   * @param queueBytes how many payload bytes of received messages may wait for their handlers, at
   *     least 1
   * @param window how many sent messages may be unacknowledged, 1 to 10,000
   */
  public record Bounds(int maxPayloadBytes, int queueCapacity, long queueBytes, int window) {

    /** Payloads of up to 1 MiB, 1,000 queued messages of 32 MiB together, 64 unacknowledged. */
    public static final Bounds DEFAULT = new Bounds(1024 * 1024, 1_000, 32L * 1024 * 1024, 64);

    /**
     * Checks every component.
     *
     * @throws IllegalArgumentException if a component is out of its range
     */
    public Bounds {
      require(
          maxPayloadBytes > 0 && maxPayloadBytes <= 255 * 1024 * 1024,
          "maxPayloadBytes must be 1 byte to 255 MiB, but is " + maxPayloadBytes);
      require(queueCapacity > 0, "queueCapacity must be at least 1");
      require(queueBytes > 0, "queueBytes must be at least 1");
      require(window > 0 && window <= 10_000, "window must be 1 to 10,000");
    }
  }

  /** A connection without login and will, with a clean session and the default times and bounds. */
  public static MqttSettings of(URI uri, String clientId) {
    return new MqttSettings(
        uri, clientId, null, null, MqttTls.DEFAULT, null, true, Times.DEFAULT, Bounds.DEFAULT);
  }

  /** These settings with a user name and a password. */
  public MqttSettings withLogin(@Nullable String newUser, @Nullable String newPassword) {
    return new MqttSettings(
        uri, clientId, newUser, newPassword, tls, will, cleanSession, times, bounds);
  }

  /** These settings with other TLS material. */
  public MqttSettings withTls(MqttTls newTls) {
    return new MqttSettings(
        uri, clientId, user, password, newTls, will, cleanSession, times, bounds);
  }

  /** These settings with another last will. */
  public MqttSettings withWill(@Nullable Message newWill) {
    return new MqttSettings(
        uri, clientId, user, password, tls, newWill, cleanSession, times, bounds);
  }

  /** These settings with a session that is clean or lasts. */
  public MqttSettings withCleanSession(boolean newCleanSession) {
    return new MqttSettings(
        uri, clientId, user, password, tls, will, newCleanSession, times, bounds);
  }

  /** These settings with other times. */
  public MqttSettings withTimes(Times newTimes) {
    return new MqttSettings(
        uri, clientId, user, password, tls, will, cleanSession, newTimes, bounds);
  }

  /** These settings with other bounds. */
  public MqttSettings withBounds(Bounds newBounds) {
    return new MqttSettings(
        uri, clientId, user, password, tls, will, cleanSession, times, newBounds);
  }

  /** Whether the connection is encrypted. */
  public boolean secure() {
    return SECURE.contains(uri.getScheme().toLowerCase(Locale.ROOT));
  }

  /** The broker for people: {@code host:port}. */
  public String broker() {
    int port = uri.getPort() > 0 ? uri.getPort() : secure() ? 8883 : 1883;
    return uri.getHost() + ":" + port;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "MqttSettings[uri=" + uri + ", clientId=" + clientId + ", user=" + user + "]";
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
