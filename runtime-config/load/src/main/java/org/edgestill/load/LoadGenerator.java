package org.edgestill.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Asks at a fixed rate, whether answers come or not (open loop). Latency is counted from the moment
 * at which a request was due, not from when a client was free to send it: a stall of the server is
 * seen by all requests that were due while it lasted, and not by one (coordinated omission; G.
 * Tene, "How NOT to Measure Latency", 2013). Lateness of the generator itself counts as well.
 *
 * <p>Or without pause (closed loop), for the most that the server can do.
 */
public final class LoadGenerator implements Load {
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final int DIGITS = 3;
  private static final long POLL_MILLIS = 5;

  private final List<Call> calls = new ArrayList<>();
  private final ExecutorService threads;
  private final AtomicLong number = new AtomicLong();

  /**
   * A generator.
   *
   * @param clients how many ask at a time at most; a request that is due while all of them wait is
   *     sent late, and its latency is counted from when it was due
   */
  public LoadGenerator(int clients, Supplier<Call> call) {
    for (int i = 0; i < clients; i++) {
      calls.add(call.get());
    }
    threads =
        Executors.newFixedThreadPool(
            clients,
            task -> {
              Thread thread = new Thread(task, "load");
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public Recorded open(double rate, Duration most, BooleanSupplier over)
      throws InterruptedException {
    return new Run(rate, most).whole(over);
  }

  @Override
  public Recorded closed(Duration duration) throws InterruptedException {
    return open(Double.POSITIVE_INFINITY, duration, () -> false);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    calls.forEach(Call::close);
  }

  /** One run of all clients; with an infinite rate every request is due when a client is free. */
  private final class Run {
    private final boolean closed;
    private final double intervalNanos;
    private final long startNanos = System.nanoTime();
    private final AtomicLong tickets = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    private final AtomicLong lastNanos = new AtomicLong();
    private volatile long endNanos;

    Run(double rate, Duration most) {
      closed = Double.isInfinite(rate);
      intervalNanos = TimeUnit.SECONDS.toNanos(1) / rate;
      endNanos = most.toNanos();
    }

    Recorded whole(BooleanSupplier over) throws InterruptedException {
      List<Future<Histogram>> running = new ArrayList<>();
      for (Call call : calls) {
        running.add(threads.submit(() -> client(call)));
      }
      while (elapsed() < endNanos) {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        if (over.getAsBoolean()) {
          endNanos = Math.min(endNanos, elapsed());
        }
      }
      Histogram all = new Histogram(LONGEST_NANOS, DIGITS);
      for (Future<Histogram> each : running) {
        all.add(result(each));
      }
      return new Recorded(all, failures.get(), failure.get(), lastNanos.get() / 1e9);
    }

    private Histogram client(Call call) {
      Histogram latencies = new Histogram(LONGEST_NANOS, DIGITS);
      while (!Thread.currentThread().isInterrupted()) {
        long due = closed ? elapsed() : (long) (tickets.getAndIncrement() * intervalNanos);
        waitFor(due);
        if (due >= endNanos) {
          break;
        }
        try {
          call.run(number.getAndIncrement());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        } catch (Exception e) {
          failures.incrementAndGet();
          failure.compareAndSet(null, e.toString());
        }
        long done = elapsed();
        latencies.recordValue(Math.min(done - due, LONGEST_NANOS));
        lastNanos.accumulateAndGet(done, Math::max);
      }
      return latencies;
    }

    /** Returns when that moment has come, or will not come in this run. */
    private void waitFor(long due) {
      for (long left = due - elapsed(); left > 0 && due < endNanos; left = due - elapsed()) {
        LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS)));
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
      }
    }

    private long elapsed() {
      return System.nanoTime() - startNanos;
    }

    private Histogram result(Future<Histogram> client) throws InterruptedException {
      try {
        return client.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("a client of the load failed", e);
      }
    }
  }
}
