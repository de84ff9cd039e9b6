package org.edgestill.features.internal;

import java.nio.file.Path;

/**
 * How the behaviour store keeps events.
 *
 * @param directory where its files are; created when it is not there
 * @param eventsPerUser how many of the newest events of each user are kept, 1 to 10,000
 * @param maxUsers how many users are kept, at least 1; the longest idle makes room
 */
public record StoreSettings(Path directory, int eventsPerUser, int maxUsers) {

  private static final int MAX_EVENTS_PER_USER = 10_000;

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if a component is out of its range
   */
  public StoreSettings {
    if (eventsPerUser < 1 || eventsPerUser > MAX_EVENTS_PER_USER) {
      throw new IllegalArgumentException(
          "eventsPerUser must be 1 to " + MAX_EVENTS_PER_USER + ", but is " + eventsPerUser);
    }
    if (maxUsers < 1) {
      throw new IllegalArgumentException("maxUsers must be at least 1, but is " + maxUsers);
    }
  }
}
