package org.edgestill.itests;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for a condition with a deadline; for code that runs where no library is installed. */
public final class Await {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Await() {}

  /**
   * Waits until a condition holds.
   *
   * @param what for the error message
   * @param state appended to the error message
   * @throws AssertionError if the condition does not hold within a minute
   */
  public static void until(String what, Supplier<?> state, Callable<Boolean> condition)
      throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain until " + what + "; state: " + state.get());
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }
}
