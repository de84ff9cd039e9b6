package org.edgestill.gateway.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an endpoint is asked at a time: one request for recommendations, or several. */
public sealed interface Inquiry {

  /** The sender's identifier; {@code null} without. */
  @Nullable String id();

  /** One. */
  record One(Query query) implements Inquiry {
    @Override
    public @Nullable String id() {
      return query.id();
    }
  }

  /**
   * Several.
   *
   * @param queries at least one
   * @param bare whether they came as an array, and so their answers go
   */
  record Several(@Nullable String id, List<Query> queries, boolean bare) implements Inquiry {
    public Several {
      queries = List.copyOf(queries);
    }
  }
}
