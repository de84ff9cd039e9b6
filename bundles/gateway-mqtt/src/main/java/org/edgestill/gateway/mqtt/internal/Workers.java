package org.edgestill.gateway.mqtt.internal;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Named threads with a queue that is bounded in messages and in bytes, so that whoever hands over
 * never waits and a flood never fills the memory.
 */
final class Workers {

  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

  private final String name;
  private final ThreadPoolExecutor threads;
  private final Semaphore bytes;

  Workers(String name, int count, int queueCapacity, int queueBytes) {
    this.name = name;
    AtomicInteger number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            count,
            count,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queueCapacity),
            task -> {
              Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    bytes = new Semaphore(queueBytes);
  }

  /**
   * Hands work over.
   *
   * @param size the bytes that the work holds while it waits and runs
   * @return {@code false} if there is no room, or the workers have been stopped
   */
  boolean offer(int size, Runnable work) {
    if (!bytes.tryAcquire(size)) {
      return false;
    }
    try {
      threads.execute(
          () -> {
            try {
              work.run();
            } catch (RuntimeException e) {
              LOG.error("{} failed on a message", name, e);
            } finally {
              bytes.release(size);
            }
          });
      return true;
    } catch (RejectedExecutionException full) {
      bytes.release(size);
      return false;
    }
  }

  /** Lets what was handed over be done, for a bounded time, then stops the threads. */
  void stop(Duration patience) {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("{} stops with {} messages undone", name, threads.shutdownNow().size());
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
