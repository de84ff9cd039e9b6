package org.edgestill.updates.internal;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.behaviour.Behaviours;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.recommend.Recommendation;
import org.edgestill.api.recommend.RecommendationRequest;
import org.edgestill.api.recommend.RecommendationResult;
import org.edgestill.api.recommend.RecommendationResult.Source;
import org.edgestill.api.recommend.Recommender;
import org.edgestill.testbed.RandomRelease;

/**
 * A visitor who asks the same question again and again. An answer is lost if it does not come, is
 * not the student's, or is not what the release that it names always answers.
 */
final class Requests implements AutoCloseable {

  private static final int K = 5;
  private static final Duration PAUSE = Duration.ofMillis(1);

  private static final RecommendationRequest QUESTION =
      new RecommendationRequest(
          "",
          K,
          true,
          Set.of(),
          List.of(
              BehaviourEvent.of("somebody", RandomRelease.item(1), Behaviours.VIEW, 1_000),
              BehaviourEvent.of("somebody", RandomRelease.item(2), Behaviours.VIEW, 2_000)));

  private final Supplier<Recommender> recommender;
  private final Map<ModelId, List<Recommendation>> answers = new ConcurrentHashMap<>();
  private final AtomicLong asked = new AtomicLong();
  private final Queue<String> lost = new ConcurrentLinkedQueue<>();
  private final Thread thread = new Thread(this::run, "requests");
  private volatile boolean stopped;

  private Requests(Supplier<Recommender> recommender) {
    this.recommender = recommender;
  }

  /** Begins to ask, without an end. */
  static Requests to(Supplier<Recommender> recommender) {
    Requests requests = new Requests(recommender);
    requests.thread.start();
    return requests;
  }

  long asked() {
    return asked.get();
  }

  /** What was wrong with the answers that count as lost. */
  List<String> lost() {
    return List.copyOf(lost);
  }

  /** The releases that answered. */
  Set<Long> releases() {
    return answers.keySet().stream().map(ModelId::release).collect(Collectors.toSet());
  }

  /** Until some more were answered. */
  void awaitMore() {
    long now = asked.get();
    await().atMost(Duration.ofSeconds(30)).until(() -> asked.get() >= now + 3 || !lost.isEmpty());
  }

  /** Asks once; what is wrong is remembered. */
  static RecommendationResult ask(Recommender recommender) {
    return recommender.recommend(QUESTION);
  }

  private void run() {
    try {
      while (!stopped) {
        check();
        asked.incrementAndGet();
        Thread.sleep(PAUSE.toMillis());
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private void check() {
    try {
      RecommendationResult result = ask(recommender.get());
      ModelId model = result.model();
      if (model == null || result.source() != Source.STUDENT || result.items().size() != K) {
        lost.add(result.toString());
        return;
      }
      List<Recommendation> first = answers.putIfAbsent(model, result.items());
      if (first != null && !first.equals(result.items())) {
        lost.add(model + " answers " + result.items() + " and then " + first);
      }
    } catch (RuntimeException e) {
      lost.add(e.toString());
    }
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
