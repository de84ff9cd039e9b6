package org.edgestill.inference.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.edgestill.api.service.ServiceGoneException;
import org.edgestill.inference.internal.Slot.Lease;
import org.junit.jupiter.api.Test;

/** What is leased is never closed, and what is replaced always is. */
class SlotTest {

  /** Notices what a real session would answer with a crash of the JVM. */
  private static final class Fragile implements Slot.Resource {
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger closes = new AtomicInteger();
    private final AtomicBoolean broken = new AtomicBoolean();

    void run() {
      running.incrementAndGet();
      if (closes.get() > 0) {
        broken.set(true);
      }
      Thread.onSpinWait();
      running.decrementAndGet();
    }

    @Override
    public void close() {
      if (running.get() > 0) {
        broken.set(true);
      }
      closes.incrementAndGet();
    }
  }

  @Test
  void givenALeaseWhenReplacedThenTheOldClosesAtTheEndOfTheLease() {
    Slot<Fragile> slot = new Slot<>();
    Fragile first = new Fragile();
    slot.put(first);
    try (Lease<Fragile> lease = lease(slot)) {
      slot.put(new Fragile());
      assertThat(lease.value()).isSameAs(first);
      assertThat(first.closes).hasValue(0);
    }
    assertThat(first.closes).hasValue(1);
  }

  @Test
  void givenALeaseWhenClosedTwiceThenItCountsOnce() {
    Slot<Fragile> slot = new Slot<>();
    Fragile only = new Fragile();
    slot.put(only);
    Lease<Fragile> twice = lease(slot);
    try (Lease<Fragile> other = lease(slot)) {
      twice.close();
      twice.close();
      slot.close();
      assertThat(other.value().closes).hasValue(0);
    }
    assertThat(only.closes).hasValue(1);
  }

  @Test
  void givenAClosedSlotThenLeasesAreRefusedAndWhatComesLateIsClosed() throws Exception {
    Slot<Fragile> slot = new Slot<>();
    assertThat(slot.acquire()).isNull();
    slot.put(new Fragile());
    Lease<Fragile> running = lease(slot);
    slot.close();
    assertThatThrownBy(slot::acquire).isInstanceOf(ServiceGoneException.class);
    assertThat(slot.awaitClosed(Duration.ofMillis(1))).isFalse();
    Fragile late = new Fragile();
    slot.put(late);
    assertThat(late.closes).hasValue(1);
    running.close();
    assertThat(slot.awaitClosed(Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void underLoadEverythingIsClosedOnceAndNeverWhileItRuns() throws Exception {
    int replacements = 20_000;
    Slot<Fragile> slot = new Slot<>();
    List<Fragile> all = new ArrayList<>();
    AtomicBoolean stop = new AtomicBoolean();
    slot.put(add(all));
    ExecutorService users = Executors.newFixedThreadPool(4);
    try {
      List<Future<Long>> running = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        running.add(users.submit(() -> use(slot, stop)));
      }
      for (int i = 0; i < replacements; i++) {
        slot.put(add(all));
      }
      stop.set(true);
      assertThat(sum(running)).isPositive();
      slot.close();
      assertThat(slot.awaitClosed(Duration.ofSeconds(20))).isTrue();
      assertThat(all).hasSize(replacements + 1);
      assertThat(all).allMatch(fragile -> fragile.closes.get() == 1 && !fragile.broken.get());
    } finally {
      users.shutdownNow();
    }
  }

  private static long sum(List<Future<Long>> running)
      throws InterruptedException, ExecutionException, TimeoutException {
    long sum = 0;
    for (Future<Long> future : running) {
      sum += future.get(20, TimeUnit.SECONDS);
    }
    return sum;
  }

  private static long use(Slot<Fragile> slot, AtomicBoolean stop) {
    long uses = 0;
    while (!stop.get()) {
      try (Lease<Fragile> lease = lease(slot)) {
        lease.value().run();
        uses++;
      }
    }
    return uses;
  }

  private static Fragile add(List<Fragile> all) {
    Fragile fragile = new Fragile();
    all.add(fragile);
    return fragile;
  }

  private static Lease<Fragile> lease(Slot<Fragile> slot) {
    return Objects.requireNonNull(slot.acquire());
  }
}
