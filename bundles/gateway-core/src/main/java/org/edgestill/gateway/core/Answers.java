package org.edgestill.gateway.core;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.TimeUnit;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.recommend.Influence;
import org.edgestill.api.recommend.Recommendation;
import org.edgestill.api.recommend.RecommendationResult;
import org.edgestill.api.recommend.RecommendationResult.Explanation;
import org.jspecify.annotations.Nullable;

/** Writes the documents that answer requests. */
public final class Answers {

  private Answers() {}

  /** A list of recommendations, and who made it. */
  public static ObjectNode recommendations(@Nullable String id, RecommendationResult result) {
    ObjectNode answer = Json.object();
    putId(answer, id);
    answer.set("model", result.model() == null ? null : model(result.model()));
    answer.put("source", result.source().name());
    answer.put("reason", result.reason().name());
    answer.put("latencyMicros", TimeUnit.NANOSECONDS.toMicros(result.latencyNanos()));
    boolean explained = result.explanation() != Explanation.NONE;
    if (explained) {
      answer.put("explanation", result.explanation().name());
    }
    ArrayNode items = answer.putArray("items");
    for (Recommendation recommendation : result.items()) {
      ObjectNode item =
          items
              .addObject()
              .put("item", recommendation.item())
              .put("title", recommendation.title())
              .put("score", recommendation.score());
      if (explained) {
        putBecause(item.putArray("because"), recommendation);
      }
    }
    return answer;
  }

  private static void putBecause(ArrayNode because, Recommendation recommendation) {
    for (Influence influence : recommendation.because()) {
      because
          .addObject()
          .put("item", influence.item())
          .put("title", influence.title())
          .put("weight", influence.weight());
    }
  }

  /** The answers to several requests. */
  static ObjectNode several(@Nullable String id, ArrayNode answers) {
    ObjectNode answer = Json.object();
    putId(answer, id);
    answer.set("answers", answers);
    return answer;
  }

  /** A rejection: {@code {"id": ..., "error": {"code": ..., "message": ...}}}. */
  public static ObjectNode error(@Nullable String id, RejectedException why) {
    ObjectNode answer = Json.object();
    putId(answer, id);
    ObjectNode error =
        answer
            .putObject("error")
            .put("code", why.code().name())
            .put("message", String.valueOf(why.getMessage()));
    why.refusal().ifPresent(refusal -> error.put("refusal", refusal.name()));
    return answer;
  }

  /** Which release of which model. */
  public static ObjectNode model(ModelId id) {
    return Json.object()
        .put("name", id.name())
        .put("release", id.release())
        .put("digest", id.digest());
  }

  private static void putId(ObjectNode answer, @Nullable String id) {
    if (id != null) {
      answer.put("id", id);
    }
  }
}
