package org.edgestill.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {
  private static final double RATE = 200;
  private static final Duration STALL = Duration.ofMillis(500);

  @Test
  void aStallIsSeenByAllRequestsThatWereDueMeanwhile() throws Exception {
    AtomicBoolean stalled = new AtomicBoolean();
    Call call =
        number -> {
          if (number >= 20 && stalled.compareAndSet(false, true)) {
            pause(STALL);
          }
        };

    Recorded seen;
    try (LoadGenerator load = new LoadGenerator(1, () -> call)) {
      seen = load.open(RATE, Duration.ofSeconds(2), () -> false);
    }

    // The server stood still for a quarter of the time: for so many requests, not for one.
    assertThat(seen.requests()).isEqualTo(400);
    assertThat(seen.micros(99)).isGreaterThan(0.9 * STALL.toMillis() * 1_000);
    assertThat(seen.micros(85)).isGreaterThan(0.3 * STALL.toMillis() * 1_000);
  }

  @Test
  void theRateIsKeptAfterAStallBecauseTheScheduleIsFixed() throws Exception {
    AtomicLong requests = new AtomicLong();
    Call call =
        number -> {
          requests.incrementAndGet();
          if (number == 0) {
            pause(STALL);
          }
        };

    try (LoadGenerator load = new LoadGenerator(1, () -> call)) {
      load.open(RATE, Duration.ofSeconds(1), () -> false);
    }

    assertThat(requests).hasValue((long) RATE);
  }

  @Test
  void failuresAreCountedAndTheFirstIsTold() throws Exception {
    Call call =
        number -> {
          if (number % 4 == 0) {
            throw new IOException("request " + number);
          }
        };

    Recorded seen;
    try (LoadGenerator load = new LoadGenerator(1, () -> call)) {
      seen = load.open(RATE, Duration.ofMillis(200), () -> false);
    }

    assertThat(seen.requests()).isEqualTo(40);
    assertThat(seen.failures()).isEqualTo(10);
    assertThat(seen.failure()).contains("request 0");
  }

  @Test
  void itEndsWhenSomethingIsOver() throws Exception {
    AtomicLong requests = new AtomicLong();

    Recorded seen;
    try (LoadGenerator load = new LoadGenerator(2, () -> number -> requests.incrementAndGet())) {
      seen = load.open(RATE, Duration.ofMinutes(1), () -> requests.get() >= 10);
    }

    assertThat(seen.requests()).isEqualTo(requests.get()).isGreaterThanOrEqualTo(10);
    assertThat(seen.seconds()).isLessThan(60);
  }

  @Test
  void aClosedLoopAsksAsSoonAsItHasAnAnswer() throws Exception {
    Recorded seen;
    try (LoadGenerator load = new LoadGenerator(1, () -> number -> pause(Duration.ofMillis(10)))) {
      seen = load.closed(Duration.ofMillis(300));
    }

    assertThat(seen.requests()).isBetween(1L, 31L);
    assertThat(seen.micros(0)).isGreaterThan(9_900);
  }

  private static void pause(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(10)));
    }
  }
}
