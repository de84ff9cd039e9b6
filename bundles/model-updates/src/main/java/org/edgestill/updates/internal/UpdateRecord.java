package org.edgestill.updates.internal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.edgestill.api.update.UpdateState;
import org.edgestill.api.update.UpdateStatus.Refusal;
import org.edgestill.trust.ReleaseTarget;
import org.jspecify.annotations.Nullable;

/**
 * Where an update stands: what must survive a power cut. Written before each transition is acted
 * on.
 *
 * @param state the state
 * @param offer what the state is about; {@code null} in {@code IDLE}
 * @param served the release that was last put in service for good; {@code null} if none was
 * @param highestRelease the highest release that was ever put in service
 * @param watch how the release has done so far that is being tried; {@code null} for none
 * @param refused digests that were refused or rolled back, oldest first
 * @param lastRefusal for reports
 * @param endedCleanly whether the process stopped in an orderly way
 */
record UpdateRecord(
    UpdateState state,
    @Nullable ReleaseTarget offer,
    @Nullable ReleaseTarget served,
    long highestRelease,
    @Nullable Watch watch,
    Map<String, Refused> refused,
    @Nullable Refusal lastRefusal,
    boolean endedCleanly) {

  /** More digests than this are forgotten, oldest first. */
  static final int MAX_REFUSED = 200;

  static final UpdateRecord FRESH =
      new UpdateRecord(UpdateState.IDLE, null, null, 0, null, Map.of(), null, true);

  /**
   * A release that is being tried: a probation, or the probe before it.
   *
   * @param millis how long the release has served so far, over all runs of the process
   * @param crashes unclean ends of the process since
   * @param before how the release before did
   */
  record Watch(long millis, int crashes, Baseline before) {

    static final Watch NEW = new Watch(0, 0, Baseline.NONE);

    Watch lasting(long now) {
      return new Watch(now, crashes, before);
    }
  }

  /**
   * A digest that was refused.
   *
   * @param quarantined it was in service and was rolled back: never again
   * @param attempts how often it was refused
   * @param notBefore when it may be tried again, in milliseconds since 1970; {@link Long#MAX_VALUE}
   *     for not before somebody asks for it
   */
  record Refused(boolean quarantined, int attempts, long notBefore) {}

  /** The same with another refusal to report. */
  UpdateRecord withLastRefusal(Refusal why) {
    return new UpdateRecord(
        state, offer, served, highestRelease, watch, refused, why, endedCleanly);
  }

  UpdateRecord withRefused(Map<String, Refused> now) {
    return new UpdateRecord(
        state, offer, served, highestRelease, watch, now, lastRefusal, endedCleanly);
  }

  /** In another state, of this or another release, in a process that runs. */
  UpdateRecord in(UpdateState next, @Nullable ReleaseTarget about) {
    return new UpdateRecord(next, about, served, highestRelease, null, refused, lastRefusal, false);
  }

  UpdateRecord withWatch(@Nullable Watch now) {
    return new UpdateRecord(
        state, offer, served, highestRelease, now, refused, lastRefusal, endedCleanly);
  }

  UpdateRecord withEndedCleanly(boolean cleanly) {
    return new UpdateRecord(
        state, offer, served, highestRelease, watch, refused, lastRefusal, cleanly);
  }

  UpdateRecord withServed(@Nullable ReleaseTarget now) {
    return new UpdateRecord(
        state, offer, now, highestRelease, watch, refused, lastRefusal, endedCleanly);
  }

  UpdateRecord withHighestRelease(long now) {
    return new UpdateRecord(state, offer, served, now, watch, refused, lastRefusal, endedCleanly);
  }

  UpdateRecord {
    refused = Collections.unmodifiableMap(new LinkedHashMap<>(refused));
  }
}
