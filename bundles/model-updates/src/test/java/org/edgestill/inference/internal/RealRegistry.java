package org.edgestill.inference.internal;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.recommend.RecommendationRequest;
import org.edgestill.api.recommend.RecommendationResult;
import org.edgestill.features.encoder.FeatureEncoder;

/** The real inference engine with its registry, as its component wires it. */
public final class RealRegistry implements AutoCloseable {

  private final InferenceEngine engine;

  private RealRegistry(InferenceEngine engine) {
    this.engine = engine;
  }

  /** A started one; what was active before is loaded. */
  public static RealRegistry open(Path directory, String modelName) {
    InferenceEngine engine =
        new InferenceEngine(
            new EngineSettings(
                modelName,
                directory,
                1,
                Duration.ofSeconds(20),
                200,
                new ProbeSettings(0.8, 0.05, 5)),
            Clock.systemUTC());
    engine.extractors().add(new FeatureEncoder(), FeatureSchema.VERSION, 0);
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

  /** Asks for a recommendation, for a user that nobody knows. */
  public RecommendationResult ask() {
    return engine.recommender().recommend(RecommendationRequest.of("nobody", 5));
  }

  @Override
  public void close() {
    engine.stop();
  }
}
