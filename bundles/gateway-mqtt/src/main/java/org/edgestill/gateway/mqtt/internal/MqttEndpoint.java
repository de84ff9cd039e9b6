package org.edgestill.gateway.mqtt.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.carrier.Carrier.Subscription;
import org.edgestill.api.carrier.Message;
import org.edgestill.gateway.core.Desk;
import org.edgestill.gateway.core.Documents;
import org.edgestill.gateway.core.StatusReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events and requests in, answers out over one broker. The carrier's thread only hands over;
 * events, requests for recommendations and all others have a lane each, so that a flood of one, or
 * a model that is being loaded, does not delay the others.
 */
final class MqttEndpoint implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MqttEndpoint.class);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

  private final EventLane events;
  private final RequestLane requests;
  private final RequestLane others;
  private final Complaints retained = new Complaints(LOG, "Retained messages ignored");
  private final List<Subscription> subscriptions = new ArrayList<>();

  /**
   * Subscribes at once.
   *
   * @param changes whether requests may change which model serves and erase users
   */
  MqttEndpoint(
      Carrier carrier,
      Topics topics,
      Desk desk,
      StatusReport report,
      Limits limits,
      boolean changes) {
    Documents documents = new Documents(limits.maxBytes(), Clock.systemUTC());
    Operations operations = new Operations(desk, documents, report, changes);
    events = new EventLane("edgestill-events", desk, documents, limits);
    requests =
        new RequestLane(
            "edgestill-requests", carrier, topics::recommendations, limits, limits.workers());
    others = new RequestLane("edgestill-operations", carrier, topics::answer, limits, 1);
    subscriptions.add(carrier.subscribe(topics.events(), this::eventReceived));
    subscriptions.add(
        carrier.subscribe(topics.requests(), m -> received(m, requests, operations::recommend)));
    operations
        .others()
        .forEach(
            (name, operation) ->
                subscriptions.add(
                    carrier.subscribe(topics.requests(name), m -> received(m, others, operation))));
  }

  private void eventReceived(Message message) {
    if (isFresh(message)) {
      events.receive(message.payload());
    }
  }

  private void received(Message message, RequestLane lane, Operation operation) {
    if (isFresh(message)) {
      lane.receive(message.payload(), operation);
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
    subscriptions.forEach(Subscription::close);
    requests.stop(STOP_PATIENCE);
    others.stop(STOP_PATIENCE);
    events.stop(STOP_PATIENCE);
  }
}
