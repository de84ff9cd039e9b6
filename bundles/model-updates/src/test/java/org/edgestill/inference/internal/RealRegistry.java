package org.edgestill.inference.internal;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.api.features.FeatureExtractor;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.recommend.Recommender;
import org.edgestill.features.encoder.FeatureEncoder;
import org.jspecify.annotations.Nullable;

/** The real inference engine with its registry, as its component wires it. */
public final class RealRegistry implements AutoCloseable {

  private final InferenceEngine engine;

  private RealRegistry(InferenceEngine engine) {
    this.engine = engine;
  }

  /** A started one; what was active before is loaded. */
  public static RealRegistry open(Path directory, String modelName) {
    return open(directory, modelName, new FeatureEncoder(), null);
  }

  /**
   * With an extractor of one's choice, and with a log, whose events show within half a second
   * whether an answer was accepted.
   */
  public static RealRegistry open(
      Path directory, String modelName, FeatureExtractor extractor, @Nullable BehaviourLog log) {
    InferenceEngine engine =
        new InferenceEngine(
            new EngineSettings(
                modelName,
                directory,
                1,
                Duration.ofSeconds(20),
                200,
                new ProbeSettings(0.8, 0.05, 5),
                new Safeguards(null, 3, Duration.ofSeconds(60), Duration.ofMillis(500))),
            Clock.systemUTC());
    engine.extractors().add(extractor, FeatureSchema.VERSION, 0);
    if (log != null) {
      engine.behaviourLog().set(log);
    }
    CountDownLatch ready = new CountDownLatch(1);
    engine.start(ready::countDown);
    try {
      if (!ready.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the engine did not start");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return new RealRegistry(engine);
  }

  public ModelRegistry registry() {
    return engine.registry();
  }

  public Recommender recommender() {
    return engine.recommender();
  }

  @Override
  public void close() {
    engine.stop();
  }
}
