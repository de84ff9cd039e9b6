package org.edgestill.inference.internal;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a model answering when the one in service does harm.
 *
 * @param factoryModel the package that came with the gateway, a folder or a {@code .still} file;
 *     {@code null} for none
 * @param maxDeaths unclean ends of the process soon after a release was put in service after which
 *     it is not loaded again, at least 1
 * @param steady how long a release must serve in one run of the process until it counts as proven,
 *     and such ends are not counted any more
 * @param acceptance how long after an answer an event on a recommended item counts as acceptance;
 *     zero for not looking
 */
record Safeguards(
    @Nullable Path factoryModel, int maxDeaths, Duration steady, Duration acceptance) {

  /** No factory model, 3 deaths, 60 s, and 30 s. */
  static final Safeguards DEFAULT =
      new Safeguards(null, 3, Duration.ofSeconds(60), Duration.ofSeconds(30));

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if a component is out of its range
   */
  Safeguards {
    if (maxDeaths < 1) {
      throw new IllegalArgumentException("maxDeaths must be at least 1");
    }
    if (acceptance.isNegative()) {
      throw new IllegalArgumentException("acceptanceSeconds must not be negative");
    }
    if (steady.isNegative()) {
      throw new IllegalArgumentException("steadySeconds must not be negative");
    }
  }
}
