package org.edgestill.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Clients that ask the gateway for one user's recommendations without pause while models change,
 * and remember which release answered what.
 */
final class Traffic implements AutoCloseable {
  private final GatewayClient gateway;
  private final Object request;
  private final ExecutorService threads;
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final Queue<Long> nanos = new ConcurrentLinkedQueue<>();
  private final Map<Answer, LongAdder> answers = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  /** A list of items, and the release that says it answered them. */
  private record Answer(long release, List<String> items) {}

  /** What the clients saw; latencies are those of whole HTTP requests. */
  record Seen(
      long requests, long failedRequests, long mixedAnswers, double p50Micros, double p99Micros) {}

  Traffic(GatewayClient gateway, Object request, int clients) {
    this.gateway = gateway;
    this.request = request;
    this.threads =
        Executors.newFixedThreadPool(
            clients,
            task -> {
              Thread thread = new Thread(task, "demo-traffic");
              thread.setDaemon(true);
              return thread;
            });
    for (int client = 0; client < clients; client++) {
      threads.execute(this::run);
    }
  }

  /** Returns when so many more requests have been answered. */
  void awaitRequests(int more) throws InterruptedException {
    long goal = requests.get() + more;
    while (requests.get() < goal) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /**
   * Ends the traffic after the requests under way.
   *
   * @param expected what each release answers while nothing changes; any other answer is mixed
   */
  Seen stop(Map<Long, List<String>> expected) throws InterruptedException {
    stopped = true;
    threads.shutdown();
    if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
      failed.incrementAndGet();
    }
    long mixed =
        answers.entrySet().stream()
            .filter(e -> !e.getKey().items().equals(expected.get(e.getKey().release())))
            .mapToLong(e -> e.getValue().sum())
            .sum();
    List<Long> sorted = new ArrayList<>(nanos);
    Collections.sort(sorted);
    return new Seen(requests.get(), failed.get(), mixed, micros(sorted, 0.5), micros(sorted, 0.99));
  }

  @Override
  public void close() {
    stopped = true;
    threads.shutdownNow();
  }

  private void run() {
    while (!stopped) {
      long start = System.nanoTime();
      try {
        check(gateway.post("/recommendations", request));
      } catch (IOException e) {
        failed.incrementAndGet();
      } catch (InterruptedException e) {
        return;
      }
      nanos.add(System.nanoTime() - start);
      requests.incrementAndGet();
    }
  }

  private void check(JsonNode answer) {
    if (!answer.path("source").asText().equalsIgnoreCase("student")) {
      failed.incrementAndGet();
      return;
    }
    Answer given =
        new Answer(answer.path("model").path("release").asLong(), GatewayClient.items(answer));
    answers.computeIfAbsent(given, a -> new LongAdder()).increment();
  }

  private static double micros(List<Long> sorted, double quantile) {
    if (sorted.isEmpty()) {
      return 0;
    }
    int rank = (int) Math.ceil(quantile * sorted.size()) - 1;
    return sorted.get(Math.max(0, rank)) / 1000.0;
  }
}
