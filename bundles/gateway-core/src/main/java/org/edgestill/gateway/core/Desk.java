package org.edgestill.gateway.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.api.behaviour.BehaviourLogException;
import org.edgestill.api.recommend.RecommendationResult;
import org.edgestill.api.service.ServiceGate;
import org.edgestill.gateway.core.RejectedException.Code;

/**
 * Where an endpoint brings what it has read: asks the services, which may come, go and be replaced
 * at any time, and says what is wrong when they can not serve. Thread-safe; its methods wait for a
 * service for a bounded time.
 */
public final class Desk {

  private final ServiceGate<BehaviourLog> log;
  private final Recommenders recommenders;

  /**
   * Without any service yet.
   *
   * @param patience how long a call waits for the successor of a service
   */
  public Desk(Duration patience) {
    log = new ServiceGate<>(patience);
    recommenders = new Recommenders(patience);
  }

  /** Changes how long a call waits for the successor of a service. */
  public void setPatience(Duration patience) {
    log.setPatience(patience);
    recommenders.setPatience(patience);
  }

  /** The behaviour log, to be fed from a dynamic reference. */
  public ServiceGate<BehaviourLog> log() {
    return log;
  }

  /** The recommenders, to be fed from a dynamic reference. */
  public Recommenders recommenders() {
    return recommenders;
  }

  /**
   * Stores events durably, all or none.
   *
   * @return how many were not stored before
   * @throws RejectedException with {@code UNAVAILABLE} or {@code NOT_STORED}
   */
  public int store(List<BehaviourEvent> events) throws RejectedException {
    return withLog(present -> present.appendAll(events));
  }

  /**
   * Erases everything about a user.
   *
   * @return whether there was anything
   * @throws RejectedException with {@code UNAVAILABLE} or {@code NOT_STORED}
   */
  public boolean forget(String user) throws RejectedException {
    return withLog(present -> present.forget(user));
  }

  private <T> T withLog(Function<BehaviourLog, T> call) throws RejectedException {
    Optional<T> answer;
    try {
      answer = log.call(call);
    } catch (BehaviourLogException e) {
      throw new RejectedException(
          Code.NOT_STORED, "the behaviour log failed; see the gateway's log, and try again later");
    }
    return answer.orElseThrow(
        () ->
            new RejectedException(
                Code.UNAVAILABLE, "there is no behaviour log now; try again later"));
  }

  /**
   * Asks a recommender.
   *
   * @throws RejectedException with {@code UNKNOWN_MODEL}, {@code UNAVAILABLE}, or {@code INVALID}
   *     if the request has to name a model
   */
  public RecommendationResult recommend(Query query) throws RejectedException {
    return recommenders
        .gate(query.model())
        .call(recommender -> recommender.recommend(query.request()))
        .orElseThrow(
            () ->
                new RejectedException(
                    Code.UNAVAILABLE, "the recommender is not there now; try again later"));
  }

  /**
   * Answers an inquiry.
   *
   * @param inTime asked before each request of several: those for which there is no time left are
   *     answered with the error {@code OVERLOADED}
   * @return the document; of several requests each has an answer or an error in its place
   * @throws RejectedException as {@link #recommend}, for a single one
   */
  public JsonNode answer(Inquiry inquiry, BooleanSupplier inTime) throws RejectedException {
    if (inquiry instanceof Inquiry.One one) {
      return Answers.recommendations(one.id(), recommend(one.query()));
    }
    Inquiry.Several several = (Inquiry.Several) inquiry;
    ArrayNode answers = Json.array();
    for (Query query : several.queries()) {
      answers.add(inTime.getAsBoolean() ? answerOrError(query) : late(query));
    }
    return several.bare() ? answers : Answers.several(several.id(), answers);
  }

  private JsonNode answerOrError(Query query) {
    try {
      return Answers.recommendations(query.id(), recommend(query));
    } catch (RejectedException e) {
      return Answers.error(query.id(), e);
    }
  }

  private static JsonNode late(Query query) {
    return Answers.error(
        query.id(),
        new RejectedException(
            Code.OVERLOADED, "there was no time left for this request; send fewer at a time"));
  }
}
