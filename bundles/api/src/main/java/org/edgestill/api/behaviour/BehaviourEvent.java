package org.edgestill.api.behaviour;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thing that one user did with one item. It stays on the gateway.
 *
 * @param id the sender's identifier of this event, used to drop repetitions; {@code null} when the
 *     sender has none, in which case equal user, item, behaviour and time mean the same event
 * @param user who, 1 to {@value #MAX_LENGTH} characters
 * @param item the external identifier of the item, 1 to {@value #MAX_LENGTH} characters
 * @param behaviour what was done, for instance {@link Behaviours#VIEW}; 1 to {@value #MAX_LENGTH}
 *     characters
 * @param timeMillis when, in milliseconds since 1970-01-01T00:00:00Z, not negative
 */
public record BehaviourEvent(
    @Nullable String id, String user, String item, String behaviour, long timeMillis) {

  /** The longest identifier that is accepted, in characters. */
  public static final int MAX_LENGTH = 256;

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if a text is empty, too long or holds a control character, or
   *     if the time is negative
   */
  public BehaviourEvent {
    if (id != null) {
      requireText("id", id);
    }
    requireText("user", user);
    requireText("item", item);
    requireText("behaviour", behaviour);
    if (timeMillis < 0) {
      throw new IllegalArgumentException("timeMillis is negative: " + timeMillis);
    }
  }

  /** An event without an identifier of its own. */
  public static BehaviourEvent of(String user, String item, String behaviour, long timeMillis) {
    return new BehaviourEvent(null, user, item, behaviour, timeMillis);
  }

  private static void requireText(String name, String value) {
    Objects.requireNonNull(value, name);
    if (value.isEmpty() || value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          name + " must have 1 to " + MAX_LENGTH + " characters, but has " + value.length());
    }
    for (int i = 0; i < value.length(); i++) {
      if (Character.isISOControl(value.charAt(i))) {
        throw new IllegalArgumentException(name + " holds a control character at position " + i);
      }
    }
  }
}
