package org.edgestill.mqtt.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.carrier.CarrierException;
import org.edgestill.api.carrier.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A supervised MQTT 3.1.1 connection, on Eclipse Paho.
 *
 * <p>It connects in the background from the start and after each loss, with growing pauses, for as
 * long as it is open, and renews its subscriptions each time. Handlers, listeners and what hangs on
 * publish futures run on its one delivery thread; Paho's threads only hand over. See {@link Inbox}
 * for what happens when handlers are too slow.
 *
 * <p>Thread-safe. Nothing blocks but {@link #close}.
 */
public final class MqttCarrier implements Carrier, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MqttCarrier.class);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  private final MqttSettings settings;
  private final Delivery delivery;
  private final Supervisor supervisor;
  private final Subscriptions subscriptions = new Subscriptions();

  /**
   * Guards what follows, and keeps SUBSCRIBE and UNSUBSCRIBE in the order of the table. Paho may be
   * called with it held; Paho's threads never take it.
   */
  private final Object lock = new Object();

  private final Outbox outbox;
  private @Nullable Link link;
  private boolean closed;

  /** Used on the delivery thread only. */
  private final List<Listener> listeners = new ArrayList<>();

  private boolean announced;

  /** Starts to connect, in the background. */
  public MqttCarrier(MqttSettings settings) {
    this.settings = settings;
    this.outbox = new Outbox(settings.bounds().window(), settings.bounds().queueCapacity());
    String name = "edgestill-mqtt-" + settings.clientId();
    this.delivery = new Delivery(name + "-delivery");
    Inbox inbox = new Inbox(settings.bounds(), delivery, this::dispatch);
    this.supervisor =
        new Supervisor(name, settings, () -> new Link(settings, inbox), new Connections());
    supervisor.start();
  }

  @Override
  public boolean connected() {
    synchronized (lock) {
      return link != null;
    }
  }

  @Override
  public CompletionStage<Void> publish(Message message) {
    TopicFilter.requireTopic(message.topic());
    int max = settings.bounds().maxPayloadBytes();
    if (message.payload().length > max) {
      return failed("the payload has " + message.payload().length + " bytes, allowed are " + max);
    }
    synchronized (lock) {
      if (closed || link == null) {
        return failed("not connected to " + settings.broker());
      }
      if (!outbox.hasRoom()) {
        return failed("too many unacknowledged messages to " + settings.broker());
      }
      CompletableFuture<Void> done = new CompletableFuture<>();
      outbox.add(new Outbox.Letter(message, done));
      sendNext(link);
      return done;
    }
  }

  private static CompletionStage<Void> failed(String why) {
    return CompletableFuture.failedFuture(new CarrierException(why, null));
  }

  /** Sends what has room in the window. Needs the lock. */
  private void sendNext(Link to) {
    for (Outbox.Letter next = outbox.next(); next != null; next = outbox.next()) {
      Outbox.Letter letter = next;
      to.publish(
          letter.message(),
          () -> delivery.post(() -> settle(to, letter, null)),
          e -> delivery.post(() -> settle(to, letter, e)));
    }
  }

  private void settle(Link from, Outbox.Letter letter, @Nullable Throwable failure) {
    synchronized (lock) {
      outbox.settled(letter);
      if (link == from) {
        sendNext(from);
      }
    }
    if (failure == null) {
      letter.done().complete(null);
    } else {
      String why = "not acknowledged by " + settings.broker() + ": " + Link.reason(failure);
      letter.done().completeExceptionally(new CarrierException(why, failure));
    }
  }

  @Override
  public Subscription subscribe(String topicFilter, MessageHandler handler) {
    synchronized (lock) {
      Subscriptions.Entry entry = subscriptions.add(topicFilter, handler);
      if (link != null) {
        // also for a filter that is subscribed already: the new handler wants the retained messages
        link.subscribe(List.of(topicFilter));
      }
      return () -> unsubscribe(entry);
    }
  }

  private void unsubscribe(Subscriptions.Entry entry) {
    synchronized (lock) {
      if (subscriptions.remove(entry) && link != null) {
        link.unsubscribe(entry.filter.text());
      }
    }
  }

  @Override
  public Subscription onConnection(ConnectionListener connectionListener) {
    Listener listener = new Listener(connectionListener);
    delivery.post(
        () -> {
          listeners.add(listener);
          listener.tell(announced);
        });
    return () -> {
      listener.open = false;
      delivery.post(() -> listeners.remove(listener));
    };
  }

  private void announce(boolean connected) {
    announced = connected;
    for (Listener listener : List.copyOf(listeners)) {
      listener.tell(connected);
    }
  }

  private void dispatch(Message message) {
    for (Subscriptions.Entry entry : subscriptions.matching(message.topic())) {
      if (!entry.open) {
        continue;
      }
      try {
        entry.handler.received(message);
      } catch (RuntimeException e) {
        LOG.error(
            "The handler of {} failed on a message; delivery goes on", entry.filter.text(), e);
      }
    }
  }

  /**
   * Ends the connection without waiting for its threads: no handler is called from now on, and what
   * is not acknowledged fails. The broker publishes the will.
   */
  public void shutdown() {
    List<CompletableFuture<Void>> failing;
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      failing = outbox.drain();
    }
    supervisor.stop();
    delivery.stop(() -> fail(failing, "the connection is being closed"));
  }

  /**
   * As {@link #shutdown}, and waits until all threads have ended, for at most some seconds. A
   * handler that closes its own carrier does not wait for itself.
   */
  @Override
  public void close() {
    shutdown();
    try {
      if (!supervisor.awaitEnd(CLOSE_PATIENCE)) {
        LOG.warn("Broker {}: the connection did not end in time", settings.broker());
      }
      if (!delivery.isCurrentThread() && !delivery.awaitEnd(CLOSE_PATIENCE)) {
        LOG.warn("Broker {}: a handler did not return in time", settings.broker());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void fail(List<CompletableFuture<Void>> futures, String why) {
    CarrierException e =
        new CarrierException("not acknowledged by " + settings.broker() + ": " + why, null);
    futures.forEach(future -> future.completeExceptionally(e));
  }

  /** What the supervisor tells. */
  private final class Connections implements Supervisor.Owner {
    @Override
    public void up(Link up) {
      synchronized (lock) {
        if (closed) {
          return;
        }
        link = up;
        // before anything can arrive
        delivery.post(() -> announce(true));
        up.subscribe(subscriptions.filters());
      }
    }

    @Override
    public void down(Link down, String why) {
      List<CompletableFuture<Void>> failing;
      synchronized (lock) {
        if (link != down) {
          return;
        }
        link = null;
        failing = outbox.drain();
      }
      delivery.post(
          () -> {
            announce(false);
            fail(failing, why);
          });
    }
  }

  /** A connection listener until it is closed. */
  private static final class Listener {
    private final ConnectionListener target;
    private volatile boolean open = true;

    Listener(ConnectionListener target) {
      this.target = target;
    }

    void tell(boolean connected) {
      if (open) {
        target.changed(connected);
      }
    }
  }
}
