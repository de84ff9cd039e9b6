package org.edgestill.gateway.core;

import org.jspecify.annotations.Nullable;

/**
 * A request for something other than recommendations, as a sender of messages sends it.
 *
 * @param id the sender's identifier, repeated in the answer
 * @param model which model; {@code null} for the only one
 * @param release which release, as {@link Releases#activate} takes it; {@code null} without
 * @param user which user; {@code null} without
 */
public record Order(
    String id, @Nullable String model, @Nullable String release, @Nullable String user) {

  /** What there has to be of it. */
  public enum Kind {
    /** Nothing but the identifier. */
    PLAIN,
    /** A model, or none. */
    MODEL,
    /** A release, and a model or none. */
    RELEASE,
    /** A user. */
    USER
  }
}
