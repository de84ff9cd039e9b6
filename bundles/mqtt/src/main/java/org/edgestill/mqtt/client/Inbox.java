package org.edgestill.mqtt.client;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.edgestill.api.carrier.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages from Paho's thread to the delivery thread without ever making Paho wait: its
 * thread also handles acknowledgements and pings.
 *
 * <p>A message is acknowledged only after its handlers have seen it, so the broker's own window of
 * unacknowledged messages (10 to 100) bounds what waits here. If all the same more comes than may
 * wait, a QoS 0 message is dropped and counted, and at a QoS 1 message the connection is given up:
 * nothing that was not handled has been acknowledged, and retained messages come again after the
 * reconnect.
 */
final class Inbox implements Link.Receiver {

  private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

  private final MqttSettings.Bounds bounds;
  private final Delivery delivery;
  private final Consumer<Message> dispatcher;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

  Inbox(MqttSettings.Bounds bounds, Delivery delivery, Consumer<Message> dispatcher) {
    this.bounds = bounds;
    this.delivery = delivery;
    this.dispatcher = dispatcher;
  }

  @Override
  public void arrived(Link link, String topic, MqttMessage received, boolean tooLarge)
      throws MqttException {
    int length = received.getPayload().length;
    if (tooLarge || length > bounds.maxPayloadBytes()) {
      LOG.warn("Message on {} refused: over {} bytes", topic, bounds.maxPayloadBytes());
      delivery.post(() -> link.acknowledge(received));
      return;
    }
    int count = waiting.incrementAndGet();
    long bytes = waitingBytes.addAndGet(length);
    boolean full = count > bounds.queueCapacity() || (count > 1 && bytes > bounds.queueBytes());
    if (full) {
      leave(length);
      overflow(topic, received);
      return;
    }
    delivery.post(() -> deliver(link, topic, received, length));
  }

  private void deliver(Link link, String topic, MqttMessage received, int length) {
    try {
      dispatcher.accept(new Message(topic, received.getPayload(), received.isRetained()));
    } finally {
      leave(length);
      link.acknowledge(received);
    }
  }

  private void overflow(String topic, MqttMessage received) throws MqttException {
    if (received.getQos() > 0) {
      LOG.warn("More messages than may wait for their handlers, at {}: reconnecting", topic);
      throw new MqttException(MqttException.REASON_CODE_MAX_INFLIGHT);
    }
    long n = dropped.incrementAndGet();
    if (Long.bitCount(n) == 1) {
      LOG.warn("Handlers are too slow: {} QoS 0 messages dropped so far", n);
    }
  }

  private void leave(int length) {
    waiting.decrementAndGet();
    waitingBytes.addAndGet(-length);
  }
}
