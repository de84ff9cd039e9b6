package org.edgestill.itests;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.behaviour.Behaviours;
import org.edgestill.api.recommend.Recommendation;
import org.edgestill.api.recommend.RecommendationRequest;
import org.edgestill.api.recommend.RecommendationResult;
import org.edgestill.api.recommend.RecommendationResult.Source;
import org.edgestill.api.recommend.Recommender;
import org.edgestill.api.service.ServiceGate;
import org.edgestill.itests.world.World;

/** Threads that ask without pause, and check every answer. */
final class Load implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int FAILURES_KEPT = 10;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final AtomicLong requests = new AtomicLong();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  /** How it went: how many requests were answered, and the first few failures. */
  record Outcome(long requests, List<String> failures) {}

  private Load() {}

  /**
   * Asks for recommendations; every answer has to be by the student, and exactly what the release
   * that it names answers.
   *
   * @param expected for each digest that may answer, the items that it answers
   */
  static Load expecting(ServiceGate<Recommender> recommender, Map<String, List<String>> expected) {
    return start(() -> check(ask(recommender), expected));
  }

  /** Gets a page; every answer has to have the status 200. */
  static Load over(URI page) {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request = HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(30)).build();
    return start(
        () -> {
          int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
          return status == 200 ? Optional.empty() : Optional.of(page + " answered " + status);
        });
  }

  private static Load start(Callable<Optional<String>> failure) {
    Load load = new Load();
    for (int thread = 0; thread < THREADS; thread++) {
      load.threads.execute(() -> load.run(failure));
    }
    return load;
  }

  /** One request of the kind that the load makes: of a user without a stored history. */
  static RecommendationResult ask(ServiceGate<Recommender> recommender) {
    RecommendationRequest request =
        new RecommendationRequest(
            "",
            10,
            true,
            Set.of(),
            List.of(
                BehaviourEvent.of("x", World.item(5), Behaviours.VIEW, 1_000),
                BehaviourEvent.of("x", World.item(9), Behaviours.PURCHASE, 61_000)));
    return recommender.call(service -> service.recommend(request)).orElseThrow();
  }

  /** Returns when every thread has had the time for another request. */
  void awaitProgress() throws Exception {
    long goal = requests.get() + 2L * THREADS;
    Await.until(
        "the load goes on", () -> failures, () -> requests.get() >= goal || !failures.isEmpty());
  }

  /** Ends the load. */
  Outcome stop() throws InterruptedException {
    stopped = true;
    threads.shutdown();
    if (!threads.awaitTermination(60, TimeUnit.SECONDS)) {
      failures.add("a request did not return within a minute");
    }
    return new Outcome(requests.get(), failures.stream().limit(FAILURES_KEPT).toList());
  }

  @Override
  public void close() {
    stopped = true;
    threads.shutdownNow();
  }

  private void run(Callable<Optional<String>> failure) {
    while (!stopped) {
      try {
        failure.call().ifPresent(failures::add);
      } catch (Exception e) {
        failures.add(e.toString());
      }
      requests.incrementAndGet();
    }
  }

  private static Optional<String> check(
      RecommendationResult answer, Map<String, List<String>> expected) {
    List<String> items = answer.items().stream().map(Recommendation::item).toList();
    if (answer.source() != Source.STUDENT || answer.model() == null) {
      return Optional.of("not answered by the student: " + answer);
    }
    return items.equals(expected.get(answer.model().digest()))
        ? Optional.empty()
        : Optional.of(answer.model() + " answered " + items);
  }
}
