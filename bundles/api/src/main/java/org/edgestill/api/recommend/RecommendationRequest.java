package org.edgestill.api.recommend;

import java.util.List;
import java.util.Set;
import org.edgestill.api.behaviour.BehaviourEvent;

/**
 * A question for the best items.
 *
 * @param user whose stored history to start from, 1 to {@value BehaviourEvent#MAX_LENGTH}
 *     characters; empty for nobody's
 * @param k how many items, 1 to {@value #MAX_K}
 * @param excludeSeen leave out the items of the history
 * @param exclude external identifiers to leave out besides, at most {@value #MAX_EXCLUDE}
 * @param events further events that count for this request only and are not stored, at most {@value
 *     #MAX_EVENTS}; an anonymous session is this and an empty user
 * @param options what the answer has to be like besides
 */
public record RecommendationRequest(
    String user,
    int k,
    boolean excludeSeen,
    Set<String> exclude,
    List<BehaviourEvent> events,
    RecommendationOptions options) {

  public static final int MAX_K = 1_000;
  public static final int MAX_EXCLUDE = 10_000;
  public static final int MAX_EVENTS = 1_000;

  /**
   * Checks and copies every component.
   *
   * @throws IllegalArgumentException if a component is out of its range
   */
  public RecommendationRequest {
    if (user.length() > BehaviourEvent.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "user must have at most " + BehaviourEvent.MAX_LENGTH + " characters");
    }
    requireRange("k", k, 1, MAX_K);
    requireRange("the number of excluded items", exclude.size(), 0, MAX_EXCLUDE);
    requireRange("the number of events", events.size(), 0, MAX_EVENTS);
    exclude = Set.copyOf(exclude);
    events = List.copyOf(events);
  }

  /** Without further wishes. */
  public RecommendationRequest(
      String user, int k, boolean excludeSeen, Set<String> exclude, List<BehaviourEvent> events) {
    this(user, k, excludeSeen, exclude, events, RecommendationOptions.NONE);
  }

  /** The k best items that the user has not seen. */
  public static RecommendationRequest of(String user, int k) {
    return new RecommendationRequest(user, k, true, Set.of(), List.of());
  }

  /** The same with other options. */
  public RecommendationRequest with(RecommendationOptions other) {
    return new RecommendationRequest(user, k, excludeSeen, exclude, events, other);
  }

  private static void requireRange(String what, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          what + " must be " + min + " to " + max + ", but is " + value);
    }
  }
}
