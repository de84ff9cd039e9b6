package org.edgestill.gateway.mqtt.internal;

import java.time.Duration;
import org.slf4j.Logger;

/** Logs what anybody can cause at will, at most once a minute, with the count. */
final class Complaints {

  private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

  private final Logger log;
  private final String what;
  private long count;
  private long lastNanos;
  private boolean said;

  Complaints(Logger log, String what) {
    this.log = log;
    this.what = what;
  }

  /** One more. */
  synchronized void add(String why) {
    count++;
    long now = System.nanoTime();
    if (!said || now - lastNanos >= PAUSE_NANOS) {
      said = true;
      lastNanos = now;
      log.warn("{}, {} so far; the last one: {}", what, count, why);
    }
  }

  /** How many there were. */
  synchronized long count() {
    return count;
  }
}
