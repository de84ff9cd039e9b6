package org.edgestill.distiller.rollout;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.carrier.Carrier.Subscription;
import org.edgestill.api.carrier.Message;
import org.edgestill.api.model.ModelRefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to the status of all gateways: {@code {prefix}/gateways/+/status}, retained. Keeps what
 * has come since it was last asked; the carrier's thread never waits.
 */
final class FleetWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FleetWatch.class);

  /** More gateways than one broker serves; a bound on the memory that forged topics can take. */
  private static final int MAX_GATEWAYS = 200_000;

  private final Pattern topic;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final Subscription statuses;
  private final Subscription connection;
  private Map<String, GatewayStatus> fresh = new HashMap<>();
  private boolean connected;
  private long connectedNanos;

  FleetWatch(Carrier carrier, String prefix) {
    topic = Pattern.compile(Pattern.quote(prefix) + "/gateways/([^/]+)/status");
    connection = carrier.onConnection(this::connection);
    statuses = carrier.subscribe(prefix + "/gateways/+/status", this::received);
  }

  private void connection(boolean up) {
    lock.lock();
    try {
      connected = up;
      connectedNanos = System.nanoTime();
    } finally {
      lock.unlock();
    }
  }

  private void received(Message message) {
    Matcher named = topic.matcher(message.topic());
    if (!named.matches()) {
      return;
    }
    try {
      GatewayStatus status =
          message.payload().length == 0
              ? GatewayStatus.OFFLINE
              : GatewayStatus.parse(message.payload());
      lock.lock();
      try {
        if (fresh.size() < MAX_GATEWAYS) {
          fresh.put(named.group(1), status);
          news.signalAll();
        }
      } finally {
        lock.unlock();
      }
    } catch (ModelRefusedException e) {
      LOG.warn("{} is passed over: {}", message.topic(), e.getMessage());
    }
  }

  /** How long there has been a connection; zero if there is none. */
  Duration connectedFor() {
    lock.lock();
    try {
      return connected ? Duration.ofNanos(System.nanoTime() - connectedNanos) : Duration.ZERO;
    } finally {
      lock.unlock();
    }
  }

  /** What has come since the last call; waits until something has, or the patience ends. */
  Map<String, GatewayStatus> take(Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (fresh.isEmpty() && left > 0) {
        left = news.awaitNanos(left);
      }
      Map<String, GatewayStatus> taken = fresh;
      fresh = new HashMap<>();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    statuses.close();
    connection.close();
  }
}
