package org.edgestill.inference.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.api.behaviour.Behaviours;
import org.edgestill.api.features.FeatureExtractor;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.api.model.ModelEvent;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.recommend.RecommendationRequest;
import org.edgestill.api.recommend.RecommendationResult;
import org.edgestill.features.encoder.FeatureEncoder;

/** An engine with a real feature encoder and a log in memory, as the components wire it. */
final class TestGateway implements AutoCloseable {

  static final String USER = "alice";
  private static final AtomicInteger FOLDERS = new AtomicInteger();

  final FeatureExtractor encoder = new FeatureEncoder();
  final BehaviourLog log = new MemoryLog();
  final List<ModelEvent> events = new CopyOnWriteArrayList<>();
  final InferenceEngine engine;
  private final Path directory;

  private TestGateway(Path directory, Duration patience, Safeguards safeguards) {
    this.directory = directory;
    engine =
        new InferenceEngine(
            new EngineSettings(
                TestModel.NAME,
                directory.resolve("models"),
                1,
                patience,
                200,
                new ProbeSettings(0.8, 0.05, 20),
                safeguards),
            Clock.systemUTC());
    engine.listeners().add(events::add);
  }

  /** Everything is there; waits until the active model is loaded. */
  static TestGateway start(Path directory) throws InterruptedException {
    return start(directory, Safeguards.DEFAULT);
  }

  static TestGateway start(Path directory, Safeguards safeguards) throws InterruptedException {
    TestGateway gateway = started(new TestGateway(directory, Duration.ofSeconds(20), safeguards));
    gateway.addEncoder();
    gateway.engine.behaviourLog().set(gateway.log);
    return gateway;
  }

  /** Without log and extractor, and as patient as it is told. */
  static TestGateway bare(Path directory, Duration patience) throws InterruptedException {
    return started(new TestGateway(directory, patience, Safeguards.DEFAULT));
  }

  private static TestGateway started(TestGateway gateway) throws InterruptedException {
    CountDownLatch ready = new CountDownLatch(1);
    gateway.engine.start(ready::countDown);
    if (!ready.await(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the engine did not start");
    }
    return gateway;
  }

  void addEncoder() {
    engine.extractors().add(encoder, FeatureSchema.VERSION, 0);
  }

  ModelRegistry registry() {
    return engine.registry();
  }

  /** Writes and installs a model; returns its digest. */
  String install(TestModel model) throws IOException, ModelRefusedException {
    return registry().install(stage(model)).id().digest();
  }

  String serve(TestModel model) throws IOException, ModelRefusedException {
    String digest = install(model);
    registry().activate(digest);
    return digest;
  }

  /** Writes a model beside the store. */
  Path stage(TestModel model) throws IOException, ModelRefusedException {
    Path folder = directory.resolve("staged-" + FOLDERS.incrementAndGet());
    model.write(folder);
    return folder;
  }

  /** The folder of an installed release. */
  Path installed(String digest) {
    return directory.resolve("models").resolve(TestModel.NAME).resolve("releases").resolve(digest);
  }

  /** The user views items, one a minute. */
  void views(int... items) {
    long time = 1_700_000_000_000L + 60_000L * log.history(USER, 1_000).size();
    for (int item : items) {
      log.append(BehaviourEvent.of(USER, "i" + item, Behaviours.VIEW, time));
      time += 60_000;
    }
  }

  RecommendationResult ask(int k) {
    return ask(RecommendationRequest.of(USER, k));
  }

  RecommendationResult ask(RecommendationRequest request) {
    return engine.recommender().recommend(request);
  }

  static List<String> items(RecommendationResult result) {
    return result.items().stream().map(recommended -> recommended.item()).toList();
  }

  @Override
  public void close() {
    engine.stop();
  }
}
