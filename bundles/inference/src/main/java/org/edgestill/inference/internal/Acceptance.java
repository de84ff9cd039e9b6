package org.edgestill.inference.internal;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

  /** Answers that are waited for, at most; some hundred bytes each. */
  private static final int CAPACITY = 2_048;

  /** Events of a user that are looked through; more do not come within a window. */
  private static final int EVENTS = 200;

  /**
   * An answer that was shown.
   *
   * @param items hashes of the identifiers, sorted. Two that are alike by chance, one in four
   *     thousand million pairs, count as one item; the answer itself would take ten times as much.
   * @param after the time of the newest event that was known then; -1 if there was none
   * @param due when to look, as {@link System#nanoTime}
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, and never leaves this class
  private record Shown(
      String user, int[] items, long after, long due, ServingCounters counters, String digest) {}

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

  /** An answer was given. On the request's thread: cheap, and never waits. */
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
                hashes(result.items()),
                after,
                System.nanoTime() + windowNanos,
                counters,
                model.digest()));
    if (!kept) {
      LOG.debug("An answer is not judged: enough are");
    }
  }

  private static int[] hashes(List<Recommendation> items) {
    int[] hashes = new int[items.size()];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = items.get(i).item().hashCode();
    }
    Arrays.sort(hashes);
    return hashes;
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
    try {
      List<BehaviourEvent> events = log.get().history(shown.user(), EVENTS);
      boolean accepted =
          events.stream()
              .filter(event -> event.timeMillis() > shown.after())
              .anyMatch(event -> Arrays.binarySearch(shown.items(), event.item().hashCode()) >= 0);
      shown.counters().judge(accepted);
      ledger.judged(shown.digest(), accepted);
    } catch (RuntimeException e) {
      // mostly a BehaviourLogException or a log that has just been stopped
      LOG.debug("An answer is not judged: {}", e.toString());
    }
  }
}
