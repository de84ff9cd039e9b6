package org.edgestill.distiller.data;

/**
 * What {@code prepare} does.
 *
 * @param events the behaviour log
 * @param items titles and categories
 * @param core users and items with fewer events are dropped, again and again until none is left to
 *     drop; 1 keeps everything
 */
public record DataSettings(EventsSource events, ItemsSource items, int core) {

  public DataSettings {
    if (core < 1) {
      throw new InputException("data.core must be at least 1, but is " + core);
    }
  }
}
