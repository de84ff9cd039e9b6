package org.edgestill.api.recommend;

import java.util.List;

/**
 * One recommended item.
 *
 * @param item its external identifier
 * @param title its title in the catalogue, empty if it has none
 * @param score comparable within one answer only: higher is better
 * @param because which items of the history weighed most, the heaviest first; empty unless an
 *     explanation was asked for
 */
public record Recommendation(String item, String title, float score, List<Influence> because) {

  public Recommendation {
    because = List.copyOf(because);
  }

  /** Without an explanation. */
  public Recommendation(String item, String title, float score) {
    this(item, title, score, List.of());
  }
}
