package org.edgestill.api.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that happened to a model on this gateway. */
public sealed interface ModelEvent {

  /** The name of the model. */
  String name();

  /** When. */
  Instant time();

  /** A release is installed, but does not serve yet. */
  record Installed(ModelId model, Instant time) implements ModelEvent {
    @Override
    public String name() {
      return model.name();
    }
  }

  /**
   * A release was put in service.
   *
   * @param previous the release that served before; {@code null} for the first
   * @param rolledBack whether this was a return to the previous release
   * @param switchNanos how long the switch itself took, in nanoseconds
   */
  record Activated(
      ModelId model, @Nullable ModelId previous, boolean rolledBack, long switchNanos, Instant time)
      implements ModelEvent {
    @Override
    public String name() {
      return model.name();
    }
  }

  /**
   * A release was refused.
   *
   * @param release its number, 0 if not even that could be trusted
   */
  record Refused(String name, long release, RefusalCode code, String message, Instant time)
      implements ModelEvent {}
}
