package org.edgestill.gateway.mqtt.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.gateway.core.Desk;
import org.edgestill.gateway.core.Documents;
import org.edgestill.gateway.core.RejectedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores received events in the order of their arrival. Messages that wait are stored together,
 * with one fsync. Nobody is there to be told of a failure, so a failing log is tried again until it
 * works, while the queue takes what it can.
 */
final class EventLane {

  private static final Logger LOG = LoggerFactory.getLogger(EventLane.class);
  private static final int MAX_BATCH = 1_000;
  private static final long RETRY_MILLIS = 500;

  private final Desk desk;
  private final Documents documents;
  private final Limits limits;
  private final Workers worker;
  private final Queue<byte[]> waiting = new ConcurrentLinkedQueue<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Complaints refused = new Complaints(LOG, "Events refused");
  private final Complaints dropped = new Complaints(LOG, "Messages with events dropped");

  EventLane(String name, Desk desk, Documents documents, Limits limits) {
    this.desk = desk;
    this.documents = documents;
    this.limits = limits;
    worker = new Workers(name, 1, limits.queueCapacity(), limits.queueBytes());
  }

  /** Takes a message without waiting. */
  void receive(byte[] payload) {
    if (payload.length > limits.maxBytes()) {
      refused.add(payload.length + " bytes; maxBytes is " + limits.maxBytes());
      return;
    }
    waiting.add(payload);
    if (!worker.offer(payload.length, this::storeWaiting) && waiting.remove(payload)) {
      dropped.add("the queue is full");
    }
  }

  /** Each message brings one run; the first run takes the messages of those after it along. */
  private void storeWaiting() {
    List<BehaviourEvent> events = new ArrayList<>();
    while (events.size() < MAX_BATCH) {
      byte[] payload = waiting.poll();
      if (payload == null) {
        break;
      }
      try {
        events.addAll(documents.events(payload));
      } catch (RejectedException e) {
        refused.add(e.code().name()); // the message may repeat content
      }
    }
    if (!events.isEmpty()) {
      store(events);
    }
  }

  private void store(List<BehaviourEvent> events) {
    boolean said = false;
    while (true) {
      try {
        desk.store(events);
        return;
      } catch (RejectedException e) {
        if (!said) {
          said = true;
          LOG.warn("{} events wait for the behaviour log: {}", events.size(), e.getMessage());
        }
      }
      if (isStopping()) {
        LOG.warn("{} events are dropped: the endpoint stops", events.size());
        return;
      }
    }
  }

  private boolean isStopping() {
    try {
      return stopping.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** How many messages found the queue full. */
  long dropped() {
    return dropped.count();
  }

  void stop(Duration patience) {
    stopping.countDown();
    worker.stop(patience);
  }
}
