package org.edgestill.gateway.core;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.behaviour.Behaviours;
import org.edgestill.api.recommend.RecommendationOptions;
import org.edgestill.api.recommend.RecommendationRequest;
import org.edgestill.gateway.core.RejectedException.Code;
import org.jspecify.annotations.Nullable;

/**
 * Reads the documents that senders send.
 *
 * <p>An event: {@code user} and {@code item} (1 to 256 characters), {@code behaviour} (default
 * {@code view}), {@code timeMillis} (since 1970, default: now), {@code id} (optional). A request
 * for recommendations: {@code user} (default: nobody), {@code k} (default 10), {@code exclude},
 * {@code excludeSeen} (default true), {@code only} and {@code except} (categories), {@code
 * minScore}, {@code diversity}, {@code explain}, {@code events} (as above; {@code user} may be left
 * out), {@code model}, {@code id}. Unknown fields are refused, so that a misspelt one is noticed.
 */
public final class Documents {

  /** How many events one document may hold. */
  public static final int MAX_EVENTS = 1_000;

  /** How many requests one document may hold. */
  public static final int MAX_QUERIES = 100;

  private static final int DEFAULT_K = 10;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Set<String> EVENT = Set.of("id", "user", "item", "behaviour", "timeMillis");
  private static final Set<String> REQUEST =
      Set.of(
          "id",
          "user",
          "k",
          "exclude",
          "excludeSeen",
          "only",
          "except",
          "minScore",
          "diversity",
          "explain",
          "events",
          "model");
  private static final Set<String> BATCH = Set.of("id", "requests");
  private static final Set<String> MODEL = Set.of("model");
  // Events of a session need a user, but nobody looks at it.
  private static final String NOBODY = "-";

  private final int maxBytes;
  private final Clock clock;

  /**
   * A reader.
   *
   * @param maxBytes larger documents are rejected before anything is looked at
   * @param clock gives events without a time theirs
   */
  public Documents(int maxBytes, Clock clock) {
    this.maxBytes = maxBytes;
    this.clock = clock;
  }

  /** Whether a text can be the identifier of a request: it becomes part of a topic. */
  public static boolean isId(String id) {
    return ID.matcher(id).matches();
  }

  /**
   * Reads one event or an array of 1 to {@value #MAX_EVENTS}.
   *
   * @throws RejectedException with {@code TOO_LARGE}, {@code MALFORMED} or {@code INVALID}; of an
   *     array with one bad event none is taken
   */
  public List<BehaviourEvent> events(byte[] document) throws RejectedException {
    JsonNode node = Json.parse(document, maxBytes);
    if (!node.isArray()) {
      return List.of(event(node, "", null));
    }
    if (node.isEmpty() || node.size() > MAX_EVENTS) {
      throw new RejectedException(
          Code.INVALID, "send 1 to " + MAX_EVENTS + " events at a time; these are " + node.size());
    }
    List<BehaviourEvent> events = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      events.add(event(node.get(i), "[" + i + "]", null));
    }
    return events;
  }

  /**
   * Reads one request for recommendations.
   *
   * @throws RejectedException with {@code TOO_LARGE}, {@code MALFORMED} or {@code INVALID}
   */
  public Query query(byte[] document) throws RejectedException {
    return query(Json.parse(document, maxBytes), "");
  }

  /**
   * Reads a request for recommendations, or several: an array of 1 to {@value #MAX_QUERIES}, or
   * {@code {"id": ..., "requests": [...]}}.
   *
   * @throws RejectedException with {@code TOO_LARGE}, {@code MALFORMED} or {@code INVALID}; of
   *     several with one bad request none is taken
   */
  public Inquiry inquiry(byte[] document) throws RejectedException {
    JsonNode node = Json.parse(document, maxBytes);
    if (node.isArray()) {
      return new Inquiry.Several(null, queries(node, ""), true);
    }
    if (!node.has("requests")) {
      return new Inquiry.One(query(node, ""));
    }
    Fields fields = new Fields(node, "", BATCH);
    String id = id(fields);
    JsonNode requests = node.get("requests");
    if (!requests.isArray()) {
      throw fields.invalid("requests", "must be an array");
    }
    return new Inquiry.Several(id, queries(requests, "requests"), false);
  }

  private List<Query> queries(JsonNode array, String where) throws RejectedException {
    if (array.isEmpty() || array.size() > MAX_QUERIES) {
      throw new RejectedException(
          Code.INVALID,
          "send 1 to " + MAX_QUERIES + " requests at a time; these are " + array.size());
    }
    List<Query> queries = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      queries.add(query(array.get(i), where + "[" + i + "]"));
    }
    return queries;
  }

  private Query query(JsonNode node, String where) throws RejectedException {
    Fields fields = new Fields(node, where, REQUEST);
    String user = fields.text("user");
    long k = fields.integer("k", DEFAULT_K);
    if (k < 1 || k > RecommendationRequest.MAX_K) {
      throw fields.invalid("k", "must be 1 to " + RecommendationRequest.MAX_K);
    }
    try {
      return new Query(
          id(fields),
          fields.text("model"),
          new RecommendationRequest(
              user == null ? "" : user,
              (int) k,
              fields.bool("excludeSeen", true),
              fields.texts("exclude", RecommendationRequest.MAX_EXCLUDE),
              session(fields, user),
              options(fields)));
    } catch (IllegalArgumentException e) {
      throw fields.invalid(String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable String id(Fields fields) throws RejectedException {
    String id = fields.text("id");
    if (id != null && !isId(id)) {
      throw fields.invalid("id", "must be 1 to 64 of A-Z, a-z, 0-9, '_' and '-'");
    }
    return id;
  }

  private static RecommendationOptions options(Fields fields) throws RejectedException {
    double minScore = fields.number("minScore", Double.NEGATIVE_INFINITY);
    double diversity = fields.number("diversity", 0);
    if (!(diversity >= 0 && diversity <= 1)) {
      throw fields.invalid("diversity", "must be 0 to 1");
    }
    return new RecommendationOptions(
        fields.texts("only", RecommendationOptions.MAX_CATEGORIES),
        fields.texts("except", RecommendationOptions.MAX_CATEGORIES),
        (float) minScore,
        diversity,
        fields.bool("explain", false));
  }

  /**
   * Reads which model is meant: {@code {"model": "films"}}, or nothing at all.
   *
   * @return its name; {@code null} for the only one
   * @throws RejectedException with {@code TOO_LARGE}, {@code MALFORMED} or {@code INVALID}
   */
  public @Nullable String model(byte[] document) throws RejectedException {
    return document.length == 0
        ? null
        : new Fields(Json.parse(document, maxBytes), "", MODEL).text("model");
  }

  /**
   * Reads an order.
   *
   * @throws RejectedException with {@code TOO_LARGE}, {@code MALFORMED} or {@code INVALID}
   */
  public Order order(byte[] document, Order.Kind kind) throws RejectedException {
    Set<String> known =
        switch (kind) {
          case PLAIN -> Set.of("id");
          case MODEL -> Set.of("id", "model");
          case RELEASE -> Set.of("id", "model", "release");
          case USER -> Set.of("id", "user");
        };
    Fields fields = new Fields(Json.parse(document, maxBytes), "", known);
    String id = id(fields);
    if (id == null) {
      throw fields.invalid("id", "is missing");
    }
    return new Order(
        id,
        known.contains("model") ? fields.text("model") : null,
        kind == Order.Kind.RELEASE ? fields.requiredText("release") : null,
        kind == Order.Kind.USER ? fields.requiredText("user") : null);
  }

  private List<BehaviourEvent> session(Fields fields, @Nullable String user)
      throws RejectedException {
    List<BehaviourEvent> events = new ArrayList<>();
    for (JsonNode event : fields.array("events", RecommendationRequest.MAX_EVENTS)) {
      String owner = user == null || user.isEmpty() ? NOBODY : user;
      events.add(event(event, fields.place("events") + "[" + events.size() + "]", owner));
    }
    return events;
  }

  private BehaviourEvent event(JsonNode node, String where, @Nullable String defaultUser)
      throws RejectedException {
    Fields fields = new Fields(node, where, EVENT);
    String user = fields.text("user");
    if (user == null) {
      user = defaultUser == null ? fields.requiredText("user") : defaultUser;
    }
    String behaviour = fields.text("behaviour");
    try {
      return new BehaviourEvent(
          fields.text("id"),
          user,
          fields.requiredText("item"),
          behaviour == null ? Behaviours.VIEW : behaviour,
          fields.integer("timeMillis", clock.millis()));
    } catch (IllegalArgumentException e) {
      throw fields.invalid(String.valueOf(e.getMessage()));
    }
  }
}
