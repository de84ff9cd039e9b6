package org.edgestill.distiller.data;

import org.jspecify.annotations.Nullable;

/**
 * Whether the events of a user are cut into sessions, which then are the users of the data set.
 *
 * @param gapMinutes a session ends before an event that comes more than so many minutes after the
 *     one before it; {@code null} for no sessions
 */
public record Sessions(@Nullable Integer gapMinutes) {
  public Sessions {
    if (gapMinutes != null && gapMinutes < 1) {
      throw new InputException("gapMinutes must be at least 1, but is " + gapMinutes);
    }
  }
}
