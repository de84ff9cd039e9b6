package org.edgestill.inference.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.api.recommend.RecommendationRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers the events that count for a request: the stored ones, then those of the request. */
final class HistorySource {

  private static final Logger LOG = LoggerFactory.getLogger(HistorySource.class);

  private final PatientGate<BehaviourLog> log;
  private final int limit;

  /**
   * A source without a log yet.
   *
   * @param patience how long a request waits for a log that has just gone
   * @param limit how many stored events count at most, at least 1
   */
  HistorySource(Duration patience, int limit) {
    this.log = new PatientGate<>(patience);
    this.limit = limit;
  }

  PatientGate<BehaviourLog> log() {
    return log;
  }

  /**
   * What is known.
   *
   * @param events oldest first
   * @param logFailed whether there was a user to look up and that was not possible
   */
  record Gathered(List<BehaviourEvent> events, boolean logFailed) {}

  Gathered gather(RecommendationRequest request) {
    if (request.user().isEmpty()) {
      return new Gathered(request.events(), false);
    }
    Optional<List<BehaviourEvent>> stored = stored(request.user());
    if (stored.isEmpty()) {
      return new Gathered(request.events(), true);
    }
    return new Gathered(joined(stored.get(), request.events()), false);
  }

  private Optional<List<BehaviourEvent>> stored(String user) {
    try {
      return log.call(service -> service.history(user, limit));
    } catch (RuntimeException e) {
      // Whatever it is, mostly a BehaviourLogException: a request is answered all the same.
      LOG.warn("The behaviour log can not be read: {}", e.toString());
      return Optional.empty();
    }
  }

  private static List<BehaviourEvent> joined(
      List<BehaviourEvent> stored, List<BehaviourEvent> added) {
    if (added.isEmpty()) {
      return stored;
    }
    List<BehaviourEvent> all = new ArrayList<>(stored.size() + added.size());
    all.addAll(stored);
    all.addAll(added);
    return all;
  }
}
