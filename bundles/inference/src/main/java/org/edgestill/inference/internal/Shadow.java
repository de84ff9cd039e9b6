package org.edgestill.inference.internal;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import org.edgestill.api.model.ShadowStatistics;
import org.edgestill.api.recommend.Recommendation;
import org.edgestill.api.recommend.RecommendationRequest;
import org.edgestill.api.recommend.RecommendationResult;
import org.edgestill.api.recommend.RecommendationResult.Source;
import org.edgestill.inference.internal.HistorySource.Gathered;
import org.jspecify.annotations.Nullable;

/**
 * Lets a candidate score a share of the requests that another release answers. It works on one
 * thread of its own; what it is too slow for is dropped, and nobody waits for it.
 */
final class Shadow {

  /** Requests that wait to be scored, at most. */
  private static final int CAPACITY = 64;

  private volatile @Nullable Worker worker;

  /** Begins with a candidate, which is closed when it is let go. */
  synchronized void begin(LoadedModel candidate, double share) {
    end();
    Worker begun = new Worker(candidate, share);
    begun.start();
    worker = begun;
  }

  /** Lets the candidate go; it is closed after the run that is under way. */
  synchronized void end() {
    Worker last = worker;
    worker = null;
    if (last != null) {
      last.interrupt();
    }
  }

  /** How the candidate does; empty if there is none. */
  Optional<ShadowStatistics> statistics() {
    return Optional.ofNullable(worker).map(Worker::statistics);
  }

  /** A request was answered. On its thread: cheap, and never waits. */
  void see(RecommendationRequest request, Gathered gathered, RecommendationResult result) {
    Worker now = worker;
    if (now != null && result.source() == Source.STUDENT) {
      now.offer(new Task(request, gathered, result));
    }
  }

  private record Task(
      RecommendationRequest request, Gathered gathered, RecommendationResult answered) {}

  private static final class Worker extends Thread {
    private final LoadedModel candidate;
    private final double share;
    private final BlockingQueue<Task> tasks = new ArrayBlockingQueue<>(CAPACITY);
    private final LongAdder dropped = new LongAdder();
    private final DoubleAdder overlap = new DoubleAdder();

    Worker(LoadedModel candidate, double share) {
      super("edgestill-shadow-" + candidate.info().id().name());
      this.candidate = candidate;
      this.share = share;
      setDaemon(true);
    }

    void offer(Task task) {
      if (ThreadLocalRandom.current().nextDouble() < share && !tasks.offer(task)) {
        dropped.increment();
      }
    }

    @Override
    public void run() {
      try {
        while (true) {
          score(tasks.take());
        }
      } catch (InterruptedException e) {
        // let go
      } finally {
        candidate.close();
      }
    }

    private void score(Task task) {
      RecommendationResult result =
          Scoring.answer(candidate, task.request(), task.gathered(), System.nanoTime());
      overlap.add(overlap(result, task.answered()));
      candidate.counters().count(result);
    }

    /** The share of the answered items that are also in the candidate's. */
    private static double overlap(RecommendationResult one, RecommendationResult answered) {
      if (answered.items().isEmpty()) {
        return 1;
      }
      Set<String> items = new HashSet<>();
      for (Recommendation each : one.items()) {
        items.add(each.item());
      }
      long equal = answered.items().stream().filter(each -> items.contains(each.item())).count();
      return (double) equal / answered.items().size();
    }

    ShadowStatistics statistics() {
      var scored = candidate.counters().statistics();
      double mean = scored.requests() == 0 ? 0 : overlap.sum() / scored.requests();
      return new ShadowStatistics(scored, Math.min(1, mean), dropped.sum());
    }
  }
}
