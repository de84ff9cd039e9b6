package org.edgestill.inference.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.recommend.Recommender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that serves one model, put together. */
final class InferenceEngine {

  private static final Logger LOG = LoggerFactory.getLogger(InferenceEngine.class);

  /** Longer than any sound request, and than loading a large model. */
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

  private static final long JUDGE_MILLIS = 1_000;

  private final Slot<LoadedModel> slot = new Slot<>();
  private final Shadow shadow = new Shadow();
  private final ModelListeners listeners = new ModelListeners();
  private final String modelName;
  private final Extractors extractors;
  private final HistorySource histories;
  private final LocalModelRegistry registry;
  private final StudentRecommender recommender;
  private final FeedbackLedger ledger;
  private final Acceptance acceptance;
  private final ScheduledThreadPoolExecutor background;

  InferenceEngine(EngineSettings settings, Clock clock) {
    modelName = settings.modelName();
    background =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "edgestill-inference-" + modelName);
              thread.setDaemon(true);
              return thread;
            });
    background.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    extractors = new Extractors(settings.patience());
    histories = new HistorySource(settings.patience(), settings.historyLimit());
    ledger = new FeedbackLedger(settings.store(), System::nanoTime);
    registry =
        new LocalModelRegistry(
            modelName,
            new ModelStore(settings.store()),
            new ModelLoader(modelName, extractors, settings.session()),
            new Probe(settings.probe()),
            slot,
            shadow,
            listeners,
            background,
            clock,
            settings.store(),
            settings.safeguards(),
            ledger);
    acceptance = new Acceptance(histories, ledger, settings.safeguards().acceptance());
    recommender = new StudentRecommender(slot, histories, acceptance, shadow);
  }

  /**
   * Loads the active model on a thread of its own.
   *
   * @param ready called on that thread when the load has succeeded or failed
   */
  @SuppressWarnings("FutureReturnValueIgnored") // judge() lets no exception out
  void start(Runnable ready) {
    background.scheduleWithFixedDelay(
        this::judge, JUDGE_MILLIS, JUDGE_MILLIS, TimeUnit.MILLISECONDS);
    background.execute(
        () -> {
          try {
            registry.start();
          } catch (RuntimeException e) {
            LOG.error("{} starts without a model", modelName, e);
          }
          ready.run();
          // Until now a registry that is being replaced may have changed what serves.
          registry.follow();
        });
  }

  private void judge() {
    try {
      acceptance.judge();
      ledger.writeIfDue();
    } catch (RuntimeException e) {
      // a task that throws would never be called again
      LOG.error("{}: answers are not judged", modelName, e);
    }
  }

  Recommender recommender() {
    return recommender;
  }

  ModelRegistry registry() {
    return registry;
  }

  /** For the benchmarks, to run the session that serves. */
  Slot<LoadedModel> slot() {
    return slot;
  }

  Extractors extractors() {
    return extractors;
  }

  PatientGate<BehaviourLog> behaviourLog() {
    return histories.log();
  }

  ModelListeners listeners() {
    return listeners;
  }

  /**
   * Refuses new requests and changes, and waits a bounded time for those that run. What still runs
   * then closes its session itself when it is done.
   */
  void stop() {
    registry.close();
    shadow.end();
    slot.close();
    background.shutdown();
    try {
      if (!slot.awaitClosed(STOP_PATIENCE)
          || !background.awaitTermination(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("{} stopped while something still runs; it ends by itself", modelName);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    registry.ended();
    ledger.write();
  }
}
