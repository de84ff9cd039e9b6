package org.edgestill.operations.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.recommend.Influence;
import org.edgestill.api.recommend.Recommendation;
import org.edgestill.api.recommend.RecommendationResult;
import org.edgestill.api.recommend.RecommendationResult.Explanation;
import org.edgestill.gateway.core.Desk;
import org.edgestill.gateway.core.Documents;
import org.edgestill.gateway.core.Json;
import org.edgestill.gateway.core.RejectedException;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code recommend}: wishes as in a request to an endpoint, and the answer as a table.
 */
final class Recommending {

  private static final Set<String> LISTS = Set.of("only", "except", "exclude");
  private static final Pattern BAR = Pattern.compile("\\|");
  private static final int MAX_BYTES = 64 * 1024;

  private final Desk desk;
  private final Documents documents = new Documents(MAX_BYTES, Clock.systemUTC());

  Recommending(Desk desk) {
    this.desk = desk;
  }

  /**
   * What a user would get.
   *
   * @param model its name; {@code null} for the only one
   * @param wishes fields of a request and their values, as Gogo reads them; several categories or
   *     items are separated by {@code |}, because Gogo has no lists inside of maps
   */
  String recommend(@Nullable String model, String user, int k, Map<?, ?> wishes) {
    ObjectNode request = Json.object().put("model", model).put("user", user).put("k", k);
    for (Map.Entry<?, ?> wish : wishes.entrySet()) {
      put(request, String.valueOf(wish.getKey()), wish.getValue());
    }
    try {
      return table(desk.recommend(documents.query(Json.bytes(request))));
    } catch (RejectedException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    }
  }

  private static void put(ObjectNode request, String name, @Nullable Object value) {
    if (LISTS.contains(name)) {
      ArrayNode texts = request.putArray(name);
      BAR.splitAsStream(String.valueOf(value)).forEach(texts::add);
      return;
    }
    String text = String.valueOf(value);
    if (text.equals("true") || text.equals("false")) {
      request.put(name, Boolean.parseBoolean(text));
    } else {
      try {
        request.put(name, Double.parseDouble(text));
      } catch (NumberFormatException notANumber) {
        request.put(name, text);
      }
    }
  }

  private static String table(RecommendationResult result) {
    boolean explained = result.explanation() != Explanation.NONE;
    Table table =
        explained
            ? new Table("rank", "item", "title", "score", "because of")
            : new Table("rank", "item", "title", "score");
    int rank = 1;
    for (Recommendation each : result.items()) {
      String score = String.format(Locale.ROOT, "%.3f", each.score());
      if (explained) {
        table.row(rank++, each.item(), each.title(), score, because(each));
      } else {
        table.row(rank++, each.item(), each.title(), score);
      }
    }
    ModelId by = result.model();
    return "%s%nby %s (%s%s) in %d us"
        .formatted(
            table,
            by == null ? "nobody" : by,
            result.source().name().toLowerCase(Locale.ROOT),
            result.reason() == RecommendationResult.Reason.NONE ? "" : ", " + result.reason(),
            result.latencyNanos() / 1_000);
  }

  private static String because(Recommendation recommendation) {
    return recommendation.because().stream()
        .map(Recommending::text)
        .collect(Collectors.joining(", "));
  }

  private static String text(Influence influence) {
    String what = influence.title().isEmpty() ? influence.item() : influence.title();
    return "%s %d%%".formatted(what, Math.round(100 * influence.weight()));
  }
}
