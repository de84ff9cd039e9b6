package org.edgestill.mqtt.client;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that runs foreign code: handlers, listeners and what hangs on publish futures.
 * Whoever posts never waits; what may be posted is bounded by those who post.
 */
final class Delivery {

  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  private final ThreadPoolExecutor executor;
  private volatile @Nullable Thread thread;
  private volatile boolean onlyFinal;

  Delivery(String threadName) {
    executor =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread created = new Thread(task, threadName);
              created.setDaemon(true);
              thread = created;
              return created;
            },
            new ThreadPoolExecutor.DiscardPolicy());
  }

  /** Runs a task after those posted before it, unless the delivery is stopped first. */
  void post(Runnable task) {
    executor.execute(
        () -> {
          if (!onlyFinal) {
            run(task);
          }
        });
  }

  /** Skips everything that waits, runs a last task, and ends. Does not wait for it. */
  void stop(Runnable last) {
    onlyFinal = true;
    executor.execute(() -> run(last));
    executor.shutdown();
  }

  /** Whether the caller is a handler or a listener. */
  boolean isCurrentThread() {
    return Thread.currentThread() == thread;
  }

  /** Waits for the end. */
  boolean awaitEnd(Duration patience) throws InterruptedException {
    return executor.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("A message handler or connection listener failed; delivery goes on", e);
    }
  }
}
