package org.edgestill.inference.internal;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.api.recommend.RecommendationOptions;
import org.edgestill.api.recommend.RecommendationRequest;
import org.edgestill.api.recommend.Recommender;
import org.edgestill.features.encoder.FeatureEncoder;
import org.edgestill.model.io.DurableFiles;

/**
 * Measures latency and allocation of a request, with and without wishes, and of the session alone,
 * with a student of random weights; run by hand, see the README. Arguments: items, events of the
 * user.
 */
public final class Measure {

  private static final int WARM_UP = 20_000;
  private static final int RUNS = 20_000;
  private static final int K = 10;
  private static final float ANY = Float.NEGATIVE_INFINITY;
  private static final Map<String, RecommendationOptions> WISHES =
      new TreeMap<>(
          Map.of(
              "half of the items",
                  new RecommendationOptions(Set.of("odd"), Set.of(), ANY, 0, false),
              "one item in fifty",
                  new RecommendationOptions(Set.of("rare"), Set.of(), ANY, 0, false),
              "diversity", new RecommendationOptions(Set.of(), Set.of(), ANY, 0.3, false),
              "explanation", new RecommendationOptions(Set.of(), Set.of(), ANY, 0, true)));

  private Measure() {}

  public static void main(String[] arguments) throws Exception {
    int items = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3_650;
    int events = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 50;
    Path directory = Files.createTempDirectory("edgestill-measure");
    try {
      InferenceEngine engine = engine(directory);
      Path staged = directory.resolve("staged");
      TestModel.sound(1).write(staged, items);
      long bytes = Files.size(staged.resolve("student.onnx"));
      engine.registry().activate(engine.registry().install(staged).id().digest());
      MemoryLog log = new MemoryLog();
      engine.behaviourLog().set(log);
      Random random = new Random(1);
      for (int i = 0; i < events; i++) {
        String item = "i" + (5 + random.nextInt(items - 5));
        log.append(BehaviourEvent.of("u", item, "view", 1_700_000_000_000L + i * 60_000L));
      }
      Recommender recommender = engine.recommender();
      report("request", items, bytes, measure(request(recommender, RecommendationOptions.NONE)));
      for (Map.Entry<String, RecommendationOptions> wish : WISHES.entrySet()) {
        report(wish.getKey(), items, bytes, measure(request(recommender, wish.getValue())));
      }
      StudentSession session =
          StudentSession.open(
              directory
                  .resolve("models/films/releases")
                  .resolve(engine.registry().active().orElseThrow().id().digest())
                  .resolve("student.onnx"),
              TestModel.SCHEMA.sequenceLength(),
              items,
              new SessionSettings(1, 264));
      RunBuffers buffers = session.borrow();
      for (int t = 0; t < TestModel.SCHEMA.sequenceLength(); t++) {
        buffers.features().items().put(t, 5L + random.nextInt(items - 5));
        buffers.features().behaviours().put(t, 2);
        buffers.features().gaps().put(t, 3);
      }
      int[] excluded = random.ints(events, 1, items).toArray();
      report(
          "run", items, bytes, measure(() -> session.run(buffers, excluded, excluded.length, K)));
      session.giveBack(buffers);
      session.close();
      engine.stop();
    } finally {
      DurableFiles.deleteTree(directory);
    }
  }

  private interface Work {
    Object run() throws Exception;
  }

  private record Measured(LatencyHistogram latency, long bytesPerRun) {}

  private static Work request(Recommender recommender, RecommendationOptions options) {
    RecommendationRequest request = RecommendationRequest.of("u", K).with(options);
    return () -> recommender.recommend(request);
  }

  private static Measured measure(Work work) throws Exception {
    for (int i = 0; i < WARM_UP; i++) {
      work.run();
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    LatencyHistogram latency = new LatencyHistogram();
    for (int i = 0; i < RUNS; i++) {
      long start = System.nanoTime();
      work.run();
      latency.record(System.nanoTime() - start);
    }
    return new Measured(latency, (threads.getCurrentThreadAllocatedBytes() - before) / RUNS);
  }

  private static void report(String what, int items, long bytes, Measured measured) {
    System.out.printf(
        "%s, %d items, model of %d bytes: p50 %.1f us, p99 %.1f us, %d bytes of heap%n",
        what,
        items,
        bytes,
        measured.latency().percentileMicros(0.5),
        measured.latency().percentileMicros(0.99),
        measured.bytesPerRun());
  }

  private static InferenceEngine engine(Path directory) throws InterruptedException {
    InferenceEngine engine =
        new InferenceEngine(
            new EngineSettings(
                TestModel.NAME,
                directory.resolve("models"),
                1,
                Duration.ofSeconds(20),
                200,
                new ProbeSettings(0.8, 0.05, 200),
                Safeguards.DEFAULT),
            Clock.systemUTC());
    engine.extractors().add(new FeatureEncoder(), FeatureSchema.VERSION, 0);
    CountDownLatch ready = new CountDownLatch(1);
    engine.start(ready::countDown);
    ready.await();
    return engine;
  }
}
