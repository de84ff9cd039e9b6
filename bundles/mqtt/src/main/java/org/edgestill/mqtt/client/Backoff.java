package org.edgestill.mqtt.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses that double from a shortest to a longest one, each shortened by a random part of up to
 * half so that a thousand gateways do not come back in step. For one thread.
 */
final class Backoff {

  private final Duration min;
  private final Duration max;
  private final RandomGenerator random;
  private Duration next;

  Backoff(Duration min, Duration max, RandomGenerator random) {
    this.min = min;
    this.max = max;
    this.random = random;
    this.next = min;
  }

  Duration next() {
    Duration pause = next;
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(max) > 0 ? max : doubled;
    return Duration.ofMillis(Math.round(pause.toMillis() * (1 - random.nextDouble() / 2)));
  }

  void reset() {
    next = min;
  }
}
