package org.edgestill.distiller.data;

/**
 * What {@code prepare} does.
 *
 * @param events the behaviour log
 * @param items titles and categories
 * @param filters which events are left out
 * @param sessions whether users are cut into sessions
 * @param core users and items with fewer events are dropped, again and again until none is left to
 *     drop; 1 keeps everything
 * @param split what is kept from training
 */
public record DataSettings(
    EventsSource events,
    ItemsSource items,
    Filters filters,
    Sessions sessions,
    int core,
    SplitSettings split) {

  public DataSettings {
    if (core < 1) {
      throw new InputException("data.core must be at least 1, but is " + core);
    }
    if (!events.timed()) {
      requireNoTimes(filters.time().isSet(), "filters.time");
      requireNoTimes(filters.bots().isSet(), "filters.bots");
      requireNoTimes(sessions.gapMinutes() != null, "sessions.gapMinutes");
      requireNoTimes(split.by().isByTime(), "split.by: " + split.by());
    }
    if (events.rating() == null
        && (filters.ratings().min() != null || filters.ratings().max() != null)) {
      throw new InputException("data.filters.ratings needs data.events.rating, the column of them");
    }
  }

  private static void requireNoTimes(boolean set, String setting) {
    if (set) {
      throw new InputException(
          "data." + setting + " needs times, but data.events has none; remove one of the two");
    }
  }
}
