package org.edgestill.gateway.mqtt.internal;

import java.time.Clock;
import java.time.Duration;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.carrier.Carrier.Subscription;
import org.edgestill.api.carrier.Message;
import org.edgestill.gateway.core.Desk;
import org.edgestill.gateway.core.Documents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events in and recommendations out over one broker. The carrier's thread only hands over; events
 * and requests have a lane each, so that a flood of one does not delay the other.
 */
final class MqttEndpoint implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MqttEndpoint.class);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

  private final EventLane events;
  private final RequestLane requests;
  private final Complaints retained = new Complaints(LOG, "Retained messages ignored");
  private final Subscription eventSubscription;
  private final Subscription requestSubscription;

  /** Subscribes at once. */
  MqttEndpoint(Carrier carrier, Topics topics, Desk desk, Limits limits) {
    Documents documents = new Documents(limits.maxBytes(), Clock.systemUTC());
    events = new EventLane("edgestill-events", desk, documents, limits);
    requests = new RequestLane("edgestill-requests", carrier, topics, desk, documents, limits);
    eventSubscription = carrier.subscribe(topics.events(), this::eventReceived);
    requestSubscription = carrier.subscribe(topics.requests(), this::requestReceived);
  }

  private void eventReceived(Message message) {
    if (isFresh(message)) {
      events.receive(message.payload());
    }
  }

  private void requestReceived(Message message) {
    if (isFresh(message)) {
      requests.receive(message.payload());
    }
  }

  /** A retained message would come again with every reconnect. */
  private boolean isFresh(Message message) {
    if (message.retained()) {
      retained.add("send events and requests without the retain flag");
    }
    return !message.retained();
  }

  /** How many messages with events found the queue full. */
  long droppedEvents() {
    return events.dropped();
  }

  /** Unsubscribes, then finishes what was received, for a bounded time. */
  @Override
  public void close() {
    eventSubscription.close();
    requestSubscription.close();
    requests.stop(STOP_PATIENCE);
    events.stop(STOP_PATIENCE);
  }
}
