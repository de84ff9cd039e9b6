package org.edgestill.api.timeline;

import java.time.Instant;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.api.update.UpdateState;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened.
 *
 * @param time when
 * @param model the model's name
 * @param release which release, 0 if not even that could be trusted
 * @param what what happened to it
 * @param state the state that the update came to; {@code null} unless it is about an update
 * @param code why it was refused; {@code null} unless it was
 * @param message more, in words; empty for nothing more
 */
public record TimelineEntry(
    Instant time,
    String model,
    long release,
    What what,
    @Nullable UpdateState state,
    @Nullable RefusalCode code,
    String message) {

  /** What can happen to a release. */
  public enum What {
    /** It is on the disk, complete and verified. */
    INSTALLED,
    /** It was put in service. */
    ACTIVATED,
    /** It gave way to another release. */
    RETIRED,
    /** It was taken out of service, and the one before it serves again. */
    ROLLED_BACK,
    /** It was not accepted; see the code. */
    REFUSED,
    /** Its update came to another state; see the state. */
    UPDATE
  }
}
