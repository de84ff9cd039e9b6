package org.edgestill.mqtt.client;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a connection up: connects, waits for its loss, pauses, connects again. One thread. */
final class Supervisor {

  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

  /** A connection that lasted this long was a good one: the next pause is short again. */
  private static final Duration STABLE = Duration.ofSeconds(10);

  /** Hears of connections, on the supervisor's thread. */
  interface Owner {
    void up(Link link);

    void down(Link link, String why);
  }

  private final String broker;
  private final Supplier<Link> links;
  private final Owner owner;
  private final Backoff backoff;
  private final Thread thread;
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile @Nullable Link current;
  private @Nullable String lastFailure;

  Supervisor(String threadName, MqttSettings settings, Supplier<Link> links, Owner owner) {
    this.broker = settings.broker();
    this.links = links;
    this.owner = owner;
    this.backoff =
        new Backoff(
            settings.times().reconnectMin(),
            settings.times().reconnectMax(),
            // asked for on each use: it belongs to the thread that uses it
            () -> ThreadLocalRandom.current().nextLong());
    this.thread = new Thread(this::run, threadName);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Ends the connection and the thread, soon. */
  void stop() {
    stop.countDown();
    Link link = current;
    if (link != null) {
      link.abort("closed");
    }
  }

  boolean awaitEnd(Duration patience) throws InterruptedException {
    thread.join(patience.toMillis());
    return !thread.isAlive();
  }

  private void run() {
    try {
      while (stop.getCount() > 0) {
        Link link = links.get();
        current = link;
        try {
          if (stop.getCount() > 0) {
            keep(link);
          }
        } finally {
          link.dispose();
        }
        if (stop.await(backoff.next().toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      // nobody but us has this thread: it ends
    }
  }

  private void keep(Link link) throws InterruptedException {
    if (!link.connect()) {
      String why = link.awaitLost();
      if (stop.getCount() > 0 && !why.equals(lastFailure)) {
        LOG.warn("Broker {}: {}; trying on", broker, why);
        lastFailure = why;
      }
      return;
    }
    LOG.info("Broker {}: connected", broker);
    lastFailure = null;
    long since = System.nanoTime();
    owner.up(link);
    String why = link.awaitLost();
    owner.down(link, why);
    if (System.nanoTime() - since >= STABLE.toNanos()) {
      backoff.reset();
    }
    if (stop.getCount() > 0) {
      LOG.warn("Broker {}: {}; reconnecting", broker, why);
    } else {
      LOG.info("Broker {}: disconnected", broker);
    }
  }
}
