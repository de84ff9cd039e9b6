package org.edgestill.api.carrier;

import java.util.concurrent.CompletionStage;

/**
 * One connection to a message broker, supervised by its implementation: it reconnects by itself and
 * renews the subscriptions after each reconnect.
 *
 * <p>A service, one for each broker; the service property {@link #BROKER_NAME} tells them apart.
 * Thread-safe. No method blocks.
 */
public interface Carrier {

  /** Service property (String): the name of the broker, for instance {@code upstream}. */
  String BROKER_NAME = "broker.name";

  /** Whether the broker can be reached now. */
  boolean connected();

  /**
   * Sends a message with at-least-once delivery (QoS 1).
   *
   * @return completes when the broker has acknowledged; completes exceptionally with {@link
   *     CarrierException} if the connection is down or is lost before that, in which case the
   *     message may or may not have arrived
   */
  CompletionStage<Void> publish(Message message);

  /**
   * Receives the messages of a topic filter (at least once, QoS 1), retained ones first, until the
   * subscription is closed. Lasts across reconnects: retained messages come again after each.
   *
   * <p>The same filter may be subscribed several times; each handler gets each message.
   *
   * @param topicFilter an MQTT topic filter, with {@code +} and {@code #}
   * @param handler called on the one delivery thread of this connection; it must not block, and may
   *     call this carrier
   */
  Subscription subscribe(String topicFilter, MessageHandler handler);

  /**
   * Tells a listener the present state of the connection at once and every change after it.
   *
   * @param listener called on the delivery thread; must not block
   */
  Subscription onConnection(ConnectionListener listener);

  /** Receives messages. */
  @FunctionalInterface
  interface MessageHandler {
    void received(Message message);
  }

  /** Hears when the connection comes and goes. */
  @FunctionalInterface
  interface ConnectionListener {
    void changed(boolean connected);
  }

  /** Ends something that was subscribed; closing twice does nothing. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
