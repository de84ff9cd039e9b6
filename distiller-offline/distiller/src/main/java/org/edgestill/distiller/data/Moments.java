package org.edgestill.distiller.data;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.edgestill.distiller.data.EventsSource.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Times as people and logs write them, in milliseconds since 1970-01-01T00:00:00Z. */
final class Moments {

  /** Later times are a wrong unit, not a time. */
  private static final long YEAR_10000 = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();

  /** Longer numbers are not times, and some take minutes to expand. */
  private static final int LONGEST = 40;

  private Moments() {}

  /**
   * A time of a log; a fraction of a millisecond is cut off.
   *
   * @throws IllegalArgumentException if it is not one
   */
  static long of(String text, TimeUnit unit) {
    String time = text.strip();
    long millis;
    try {
      millis =
          switch (unit) {
            case SECONDS -> seconds(time);
            case MILLIS -> Long.parseLong(time);
            case ISO -> OffsetDateTime.parse(time).toInstant().toEpochMilli();
          };
    } catch (ArithmeticException | DateTimeException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a time in " + unit + "; check data.events.timeUnit", e);
    }
    if (millis < 0 || millis > YEAR_10000) {
      throw new IllegalArgumentException(
          "the time '%s' is %s; check data.events.timeUnit"
              .formatted(text, millis < 0 ? "before 1970" : "after the year 9999"));
    }
    return millis;
  }

  private static long seconds(String time) {
    boolean digits = time.length() <= 15 && time.chars().allMatch(c -> c >= '0' && c <= '9');
    if (digits) {
      return Math.multiplyExact(Long.parseLong(time), 1_000L);
    }
    BigDecimal seconds = new BigDecimal(time);
    if (time.length() > LONGEST || Math.abs((long) seconds.scale()) > LONGEST) {
      throw new NumberFormatException(time);
    }
    return seconds.movePointRight(3).setScale(0, RoundingMode.FLOOR).longValueExact();
  }

  /**
   * A time of the configuration: ISO 8601 with an offset, or a date, which is its midnight in UTC.
   *
   * @param setting for the error
   * @return {@code otherwise} if it is not set
   * @throws InputException if it is neither
   */
  static long setting(String setting, @Nullable String text, long otherwise) {
    if (text == null) {
      return otherwise;
    }
    try {
      return text.contains("T")
          ? OffsetDateTime.parse(text).toInstant().toEpochMilli()
          : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
    } catch (DateTimeException e) {
      throw new InputException(
          setting
              + ": '"
              + text
              + "' is not a time; write for instance 2026-11-24 or 2026-11-24T08:30:00Z",
          e);
    }
  }

  /** ISO 8601 in UTC. */
  static String text(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}
