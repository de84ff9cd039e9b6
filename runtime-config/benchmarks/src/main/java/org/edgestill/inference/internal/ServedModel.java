package org.edgestill.inference.internal;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.recommend.Recommender;
import org.edgestill.features.encoder.FeatureEncoder;

/**
 * One model served by the classes of the bundle with the defaults of its configuration, without a
 * framework around them: what {@link InferenceComponent} wires, so it is of the same package.
 */
public final class ServedModel implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int HISTORY_LIMIT = 200;
  private static final long START_SECONDS = 120;

  private final InferenceEngine engine;

  private ServedModel(InferenceEngine engine) {
    this.engine = engine;
  }

  /**
   * Starts to serve, and returns when the active release is loaded.
   *
   * @param directory of all models
   * @throws IllegalStateException if it does not start in time
   */
  public static ServedModel open(Path directory, String name, BehaviourLog log)
      throws InterruptedException {
    InferenceEngine engine =
        new InferenceEngine(
            new EngineSettings(
                name,
                directory,
                1,
                PATIENCE,
                HISTORY_LIMIT,
                new ProbeSettings(0.8, 0.05, 1),
                Safeguards.DEFAULT),
            Clock.systemUTC());
    engine.extractors().add(new FeatureEncoder(), FeatureSchema.VERSION, 0);
    engine.behaviourLog().set(log);
    CountDownLatch ready = new CountDownLatch(1);
    engine.start(ready::countDown);
    if (!ready.await(START_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the model in " + directory + " was not loaded in time");
    }
    return new ServedModel(engine);
  }

  /** How the bundle makes its sessions; the caller closes the options. */
  public static OrtSession.SessionOptions sessionOptions() throws OrtException {
    return new SessionSettings(1, HISTORY_LIMIT).options();
  }

  /** What is measured. */
  public Recommender recommender() {
    return engine.recommender();
  }

  /** The session behind the recommender, for as long as no other release is activated. */
  public OrtSession session() {
    try (Slot.Lease<LoadedModel> lease = engine.slot().acquire()) {
      StudentSession student = lease == null ? null : lease.value().session();
      if (student == null) {
        throw new IllegalStateException("no student is in service");
      }
      return student.session();
    }
  }

  /** For installing releases. */
  public ModelRegistry registry() {
    return engine.registry();
  }

  @Override
  public void close() {
    engine.stop();
  }
}
