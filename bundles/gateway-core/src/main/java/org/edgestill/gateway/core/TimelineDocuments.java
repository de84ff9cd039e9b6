package org.edgestill.gateway.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.api.timeline.TimelineEntry;
import org.edgestill.api.timeline.TimelineEntry.What;
import org.edgestill.api.update.UpdateState;

/** What happened to the models, as JSON. */
public final class TimelineDocuments {

  private TimelineDocuments() {}

  /** Entries in the order given: {@code {"entries": [...]}}. */
  public static ObjectNode timeline(List<TimelineEntry> entries) {
    ObjectNode document = Json.object();
    ArrayNode array = document.putArray("entries");
    entries.forEach(each -> array.add(entry(each)));
    return document;
  }

  /** One entry; what it does not have is left out. */
  public static ObjectNode entry(TimelineEntry entry) {
    ObjectNode node =
        Json.object()
            .put("time", entry.time().toString())
            .put("model", entry.model())
            .put("release", entry.release())
            .put("what", entry.what().name());
    if (entry.state() != null) {
      node.put("state", entry.state().name());
    }
    if (entry.code() != null) {
      node.put("code", entry.code().name());
    }
    if (!entry.message().isEmpty()) {
      node.put("message", entry.message());
    }
    return node;
  }

  /**
   * Reads what {@link #entry} wrote.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  public static TimelineEntry read(JsonNode node) {
    try {
      return new TimelineEntry(
          Instant.parse(node.path("time").asText()),
          node.path("model").asText(),
          node.path("release").asLong(),
          What.valueOf(node.path("what").asText()),
          node.has("state") ? UpdateState.valueOf(node.get("state").asText()) : null,
          node.has("code") ? RefusalCode.valueOf(node.get("code").asText()) : null,
          node.path("message").asText());
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
