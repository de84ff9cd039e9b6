package org.edgestill.inference.internal;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.recommend.Recommendation;
import org.edgestill.api.recommend.RecommendationRequest;
import org.edgestill.api.recommend.RecommendationResult;
import org.edgestill.api.recommend.RecommendationResult.Source;
import org.edgestill.inference.internal.HistorySource.Gathered;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out which answers are accepted: within a window of time the user did something with a
 * recommended item. What was recommended is kept in memory until then, for a bounded number of
 * answers; beyond that answers are not judged. Only counts ever leave here.
 *
 * <p>The window is measured by this gateway's own clock, from the answer to the look into the
 * behaviour log; the times of events are only compared with each other, because clocks of senders
 * differ.
 */
final class Acceptance {

  private static final Logger LOG = LoggerFactory.getLogger(Acceptance.class);

  /** Answers that are waited for, at most; a few hundred bytes each. */
  private static final int CAPACITY = 2_048;

  /** Events of a user that are looked through; more do not come within a window. */
  private static final int EVENTS = 200;

  /**
   * An answer that was shown.
   *
   * @param after the time of the newest event that was known then; -1 if there was none
   * @param due when to look, as {@link System#nanoTime}
   */
  private record Shown(
      String user,
      List<Recommendation> items,
      long after,
      long due,
      ServingCounters counters,
      String digest) {}

  private final HistorySource histories;
  private final FeedbackLedger ledger;
  private final long windowNanos;
  private final BlockingQueue<Shown> waiting = new ArrayBlockingQueue<>(CAPACITY);

  /**
   * Nothing is waited for yet.
   *
   * @param window how long an acceptance may take; zero for not looking at all
   */
  Acceptance(HistorySource histories, FeedbackLedger ledger, Duration window) {
    this.histories = histories;
    this.ledger = ledger;
    this.windowNanos = window.toNanos();
  }

  /** An answer was given. On the request's thread: cheap, and never waits; keeps the answer. */
  void shown(
      RecommendationRequest request,
      Gathered gathered,
      RecommendationResult result,
      ServingCounters counters) {
    ModelId model = result.model();
    if (windowNanos == 0
        || model == null
        || request.user().isEmpty()
        || result.source() != Source.STUDENT
        || waiting.remainingCapacity() == 0) {
      return;
    }
    long after = -1;
    for (BehaviourEvent event : gathered.events()) {
      after = Math.max(after, event.timeMillis());
    }
    // when it is full after all, the answer is not judged
    boolean kept =
        waiting.offer(
            new Shown(
                request.user(),
                result.items(),
                after,
                System.nanoTime() + windowNanos,
                counters,
                model.digest()));
    if (!kept) {
      LOG.debug("An answer is not judged: enough are");
    }
  }

  /** Looks at all answers whose window is over. Not on a request's thread. */
  void judge() {
    long now = System.nanoTime();
    Shown next = waiting.peek();
    while (next != null && next.due() - now <= 0) {
      waiting.remove();
      judge(next);
      next = waiting.peek();
    }
  }

  private void judge(Shown shown) {
    Optional<BehaviourLog> log = histories.log().now();
    if (log.isEmpty()) {
      return;
    }
    Set<String> items = new HashSet<>();
    for (Recommendation each : shown.items()) {
      items.add(each.item());
    }
    try {
      List<BehaviourEvent> events = log.get().history(shown.user(), EVENTS);
      boolean accepted =
          events.stream().anyMatch(e -> e.timeMillis() > shown.after() && items.contains(e.item()));
      shown.counters().judge(accepted);
      ledger.judged(shown.digest(), accepted);
    } catch (RuntimeException e) {
      // mostly a BehaviourLogException or a log that has just been stopped
      LOG.debug("An answer is not judged: {}", e.toString());
    }
  }
}
