package org.edgestill.inference.internal;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives native memory that is free back to the operating system. To make a session takes several
 * times what it keeps, and the C library holds on to the difference (malloc_trim(3)); a gateway
 * would have it resident until the next model.
 */
final class FreedMemory {

  private static final Logger LOG = LoggerFactory.getLogger(FreedMemory.class);

  /** Until then the requests that still use the model before are done. */
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final ScheduledExecutorService background;
  private final AtomicBoolean planned = new AtomicBoolean();

  FreedMemory(ScheduledExecutorService background) {
    this.background = background;
  }

  /** Has it given back in a moment; once, however often this is called until then. */
  @SuppressWarnings("FutureReturnValueIgnored") // the task lets no exception out
  void giveBackSoon() {
    if (planned.compareAndSet(false, true)) {
      try {
        background.schedule(this::planned, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        LOG.debug("No memory is given back by a bundle that stops", e);
      }
    }
  }

  private void planned() {
    planned.set(false);
    giveBack();
  }

  /**
   * Gives it back now, which takes milliseconds.
   *
   * @return whether this Java can: HotSpot on Linux, but not the early updates of Java 17
   */
  static boolean giveBack() {
    try {
      ManagementFactory.getPlatformMBeanServer()
          .invoke(
              new ObjectName("com.sun.management:type=DiagnosticCommand"),
              "systemTrimNativeHeap",
              new Object[0],
              new String[0]);
      return true;
    } catch (JMException | RuntimeException e) {
      LOG.debug("This Java gives no native memory back", e);
      return false;
    }
  }
}
