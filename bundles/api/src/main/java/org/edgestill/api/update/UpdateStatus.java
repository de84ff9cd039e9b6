package org.edgestill.api.update;

import java.time.Instant;
import org.edgestill.api.model.RefusalCode;
import org.jspecify.annotations.Nullable;

/**
 * What is being done about updates of one model.
 *
 * @param model the model's name
 * @param state where the present or last update stands
 * @param release the release that the state is about, 0 if none
 * @param bytesDone verified bytes on disk, while fetching
 * @param bytesTotal bytes of the release, while fetching
 * @param lastRefusal the last release that was refused; {@code null} if none was
 * @param problem why nothing can be done about updates now, in words that say what to do, for
 *     instance that the root file is missing; {@code null} if there is nothing in the way
 */
public record UpdateStatus(
    String model,
    UpdateState state,
    long release,
    long bytesDone,
    long bytesTotal,
    @Nullable Refusal lastRefusal,
    @Nullable String problem) {

  /** With nothing in the way. */
  public UpdateStatus(
      String model,
      UpdateState state,
      long release,
      long bytesDone,
      long bytesTotal,
      @Nullable Refusal lastRefusal) {
    this(model, state, release, bytesDone, bytesTotal, lastRefusal, null);
  }

  /**
   * A release that was refused.
   *
   * @param release its number, 0 if not even that could be trusted
   * @param code why
   * @param message why, in words
   * @param time when
   */
  public record Refusal(long release, RefusalCode code, String message, Instant time) {}
}
