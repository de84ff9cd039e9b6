package org.edgestill.distiller.data;

import org.jspecify.annotations.Nullable;

/**
 * Which events are left out besides those outside the core. Everything is off until it is set. The
 * filters work in the order of the components; the data card counts what each dropped.
 *
 * @param ratings only events whose rating is in the range
 * @param time only events in the range
 * @param bots users who are too fast are dropped with all their events
 * @param userEvents users with another number of events are dropped with all their events
 * @param itemEvents items with another number of events are dropped with all their events
 */
public record Filters(
    Range ratings, TimeRange time, Bots bots, CountRange userEvents, CountRange itemEvents) {

  /**
   * Numbers, both ends included.
   *
   * @param min {@code null} for no lower end
   * @param max {@code null} for no upper end
   */
  public record Range(@Nullable Double min, @Nullable Double max) {
    public Range {
      if (min != null && max != null && min > max) {
        throw new InputException("min " + min + " is above max " + max);
      }
    }

    boolean holds(double value) {
      return (min == null || value >= min) && (max == null || value <= max);
    }
  }

  /**
   * A span of time.
   *
   * @param from the first moment, ISO 8601 or a date; {@code null} for no beginning
   * @param until the first moment after it; {@code null} for no end
   */
  public record TimeRange(@Nullable String from, @Nullable String until) {
    public TimeRange {
      if (fromMillis(from) >= untilMillis(until)) {
        throw new InputException("from " + from + " is not before until " + until);
      }
    }

    private static long fromMillis(@Nullable String from) {
      return Moments.setting("from", from, Long.MIN_VALUE);
    }

    private static long untilMillis(@Nullable String until) {
      return Moments.setting("until", until, Long.MAX_VALUE);
    }

    boolean isSet() {
      return from != null || until != null;
    }

    long fromMillis() {
      return fromMillis(from);
    }

    long untilMillis() {
      return untilMillis(until);
    }
  }

  /**
   * Counts of events, both ends included. Above max is dropped once, before the core; below min as
   * in the core: again and again, because each dropped user may leave an item with too few.
   *
   * @param min {@code null} for the core's
   * @param max {@code null} for no upper end
   */
  public record CountRange(@Nullable Integer min, @Nullable Integer max) {
    public CountRange {
      if (isBelow1(min) || isBelow1(max)) {
        throw new InputException("min and max must be at least 1");
      }
      if (min != null && max != null && min > max) {
        throw new InputException("min " + min + " is above max " + max);
      }
    }

    int minOr(int core) {
      return min == null ? core : Math.max(min, core);
    }

    int maxOrAll() {
      return max == null ? Integer.MAX_VALUE : max;
    }
  }

  /**
   * Who is too fast to be a person: a user with more than so many events within any span of that
   * length. Repeated events are not counted.
   *
   * @param perMinute {@code null} for no such rule
   * @param perDay {@code null} for no such rule
   */
  public record Bots(@Nullable Integer perMinute, @Nullable Integer perDay) {
    public Bots {
      if (isBelow1(perMinute) || isBelow1(perDay)) {
        throw new InputException("perMinute and perDay must be at least 1");
      }
    }

    boolean isSet() {
      return perMinute != null || perDay != null;
    }
  }

  private static boolean isBelow1(@Nullable Integer count) {
    return count != null && count < 1;
  }
}
