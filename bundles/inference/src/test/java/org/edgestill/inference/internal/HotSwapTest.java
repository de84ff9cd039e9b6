package org.edgestill.inference.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.edgestill.api.features.FeatureExtractor;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.recommend.RecommendationResult;
import org.edgestill.api.recommend.RecommendationResult.Source;
import org.edgestill.api.service.ServiceGoneException;
import org.edgestill.features.encoder.FeatureEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models are swapped while requests run: every answer comes from exactly one of them. */
class HotSwapTest {

  private static final int THREADS = 3;
  private static final int SWAPS = 50;

  @TempDir Path directory;

  @Test
  void swapsUnderLoadMixNoAnswerAndLoseNone() throws Exception {
    try (TestGateway gateway = TestGateway.start(directory)) {
      gateway.views(10, 20, 30);
      Map<String, List<String>> expected = new HashMap<>();
      String first = gateway.serve(TestModel.sound(1));
      expected.put(first, TestGateway.items(gateway.ask(10)));
      String second = gateway.serve(TestModel.sound(2));
      expected.put(second, TestGateway.items(gateway.ask(10)));
      assertThat(expected.get(first)).isNotEqualTo(expected.get(second));

      try (Load load = new Load(gateway, expected)) {
        for (int swap = 0; swap < SWAPS; swap++) {
          load.awaitProgress();
          gateway.registry().activate(swap % 2 == 0 ? first : second);
        }
        load.awaitProgress();
        assertThat(load.stop()).isEmpty();
      }
      assertThat(gateway.registry().active().orElseThrow().id().digest()).isEqualTo(second);
    }
  }

  @Test
  void extractorsAndLogsAreReplacedUnderLoadWithoutLosingAnAnswer() throws Exception {
    try (TestGateway gateway = TestGateway.start(directory)) {
      gateway.views(10, 20, 30);
      String only = gateway.serve(TestModel.sound(1));
      Map<String, List<String>> expected = Map.of(only, TestGateway.items(gateway.ask(10)));
      try (Load load = new Load(gateway, expected)) {
        FeatureExtractor extractor = gateway.encoder;
        for (int turn = 0; turn < SWAPS; turn++) {
          FeatureExtractor next = new FeatureEncoder();
          // With a gap: the old one goes before the new one comes.
          gateway.engine.extractors().remove(extractor);
          gateway.engine.extractors().add(next, "1.0.0", 0);
          gateway.engine.behaviourLog().unset(gateway.log);
          gateway.engine.behaviourLog().set(gateway.log);
          extractor = next;
          load.awaitProgress();
        }
        assertThat(load.stop()).isEmpty();
      }
    }
  }

  @Test
  void stoppingUnderLoadEndsEveryRequestWithAnAnswerOrGone() throws Exception {
    TestGateway gateway = TestGateway.start(directory);
    gateway.views(10, 20, 30);
    String only = gateway.serve(TestModel.sound(1));
    Map<String, List<String>> expected = Map.of(only, TestGateway.items(gateway.ask(10)));
    try (Load load = new Load(gateway, expected)) {
      load.awaitProgress();
      gateway.close();
      assertThat(load.stop()).isEmpty();
    }
  }

  /** Threads that ask without a pause and compare each answer with that of the model it names. */
  private static final class Load implements AutoCloseable {
    private final TestGateway gateway;
    private final Map<String, List<String>> expected;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong answers = new AtomicLong();
    private final ExecutorService users = Executors.newFixedThreadPool(THREADS);
    private final List<Future<List<String>>> running = new ArrayList<>();

    Load(TestGateway gateway, Map<String, List<String>> expected) {
      this.gateway = gateway;
      this.expected = expected;
      for (int i = 0; i < THREADS; i++) {
        running.add(users.submit(this::ask));
      }
    }

    private List<String> ask() {
      List<String> wrong = new ArrayList<>();
      while (!stop.get() && wrong.size() < 10) {
        try {
          RecommendationResult result = gateway.ask(10);
          ModelId model = result.model();
          if (result.source() != Source.STUDENT
              || model == null
              || !TestGateway.items(result).equals(expected.get(model.digest()))) {
            wrong.add(result.toString());
          }
          answers.incrementAndGet();
        } catch (ServiceGoneException e) {
          return wrong; // only after the gateway was stopped; else awaitProgress() fails
        }
      }
      return wrong;
    }

    /** Until each thread can have asked once more. */
    void awaitProgress() {
      long now = answers.get();
      Awaitility.await()
          .pollInterval(Duration.ofMillis(1))
          .atMost(30, TimeUnit.SECONDS)
          .until(() -> answers.get() >= now + THREADS);
    }

    List<String> stop() throws Exception {
      stop.set(true);
      List<String> wrong = new ArrayList<>();
      for (Future<List<String>> future : running) {
        wrong.addAll(future.get(30, TimeUnit.SECONDS));
      }
      return wrong;
    }

    @Override
    public void close() {
      stop.set(true);
      users.shutdownNow();
    }
  }
}
