package org.edgestill.updates.internal;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done on the engine's thread. Whoever posts never waits, and bounds by himself how
 * much of his is in here at a time.
 */
final class Mailbox {

  private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();

  void post(Runnable task) {
    queue.add(task);
  }

  /** The next task, waiting for it for at most the given time. */
  @Nullable Runnable poll(long nanos) throws InterruptedException {
    return queue.poll(Math.max(nanos, 0), TimeUnit.NANOSECONDS);
  }
}
