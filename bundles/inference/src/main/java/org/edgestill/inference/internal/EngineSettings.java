package org.edgestill.inference.internal;

import java.nio.file.Path;
import java.time.Duration;
import org.edgestill.api.model.ModelId;

/**
 * How one model is served.
 *
 * @param modelName which, see {@link ModelId}
 * @param directory of all models; this one has a folder of its name in it
 * @param threads inside one run, at least 1
 * @param patience how long a request waits for a service that is being replaced
 * @param historyLimit how many stored events of a user count, at least 1
 * @param probe what a model has to prove
 * @param safeguards what is done about models that do harm
 */
record EngineSettings(
    String modelName,
    Path directory,
    int threads,
    Duration patience,
    int historyLimit,
    ProbeSettings probe,
    Safeguards safeguards) {

  /** Room for items that a request excludes besides those of the history. */
  private static final int MORE_EXCLUDED = 64;

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if a component is out of its range
   */
  EngineSettings {
    if (!ModelId.isName(modelName)) {
      throw new IllegalArgumentException("model.name is not a model's name: '" + modelName + "'");
    }
    require(threads >= 1, "threads must be at least 1");
    require(!patience.isNegative(), "patienceMillis must not be negative");
    require(historyLimit >= 1 && historyLimit <= 100_000, "historyLimit must be 1 to 100000");
    require(probe.runs() >= 1, "probeRuns must be at least 1");
    require(probe.minOverlap() >= 0 && probe.minOverlap() <= 1, "goldenMinOverlap must be 0 to 1");
    require(probe.scoreTolerance() >= 0, "goldenTolerance must not be negative");
  }

  Path store() {
    return directory.resolve(modelName);
  }

  SessionSettings session() {
    return new SessionSettings(threads, historyLimit + MORE_EXCLUDED);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
