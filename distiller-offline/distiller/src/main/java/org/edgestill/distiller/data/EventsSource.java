package org.edgestill.distiller.data;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the behaviour log is and how to read it. Columns are named by the header line or, without
 * one, by number from 1.
 *
 * @param file a CSV file in UTF-8, gzipped if its name ends in {@code .gz}; relative to the
 *     configuration
 * @param delimiter one character, for instance {@code ,} or a tab
 * @param header whether the first line names the columns
 * @param user column of the user's identifier
 * @param item column of the item's identifier
 * @param time column of the time
 * @param timeUnit how the time is written
 * @param behaviour column of the behaviour; {@code null} if the log has ratings or one behaviour
 *     only
 * @param rating column of a rating, from which {@code ratings} makes a behaviour; {@code null} for
 *     none
 * @param ratings which rating is which behaviour, first match from the top
 * @param behaviours other names for behaviours of the log, for instance {@code buy: purchase};
 *     names not listed are taken as they are
 */
public record EventsSource(
    String file,
    String delimiter,
    boolean header,
    String user,
    String item,
    String time,
    TimeUnit timeUnit,
    @Nullable String behaviour,
    @Nullable String rating,
    List<RatingRule> ratings,
    Map<String, String> behaviours) {

  /** How the time of an event is written. */
  public enum TimeUnit {
    /** Seconds since 1970-01-01T00:00:00Z, possibly with a fraction. */
    SECONDS,
    /** Milliseconds since 1970-01-01T00:00:00Z. */
    MILLIS,
    /** ISO 8601 with an offset, for instance {@code 2026-11-24T08:30:00Z}. */
    ISO
  }

  /**
   * Ratings from a value on are a behaviour.
   *
   * @param atLeast the lowest such rating
   * @param is the behaviour
   */
  public record RatingRule(double atLeast, String is) {}

  public EventsSource {
    ratings = List.copyOf(ratings);
    behaviours = Map.copyOf(behaviours);
    if (behaviour != null && rating != null) {
      throw new InputException(
          "data.events names both a behaviour and a rating column; name one of them");
    }
  }
}
