package org.edgestill.distiller.rollout;

import org.edgestill.api.model.ModelId;

/**
 * How far one gateway is with a release, by all that it has reported so far.
 *
 * @param result what came of it
 * @param why of a failure; else empty
 */
record Progress(Result result, String why) {

  /** What came of a release on a gateway. */
  enum Result {
    /** It has not tried the release: it has not heard of it, fetches it, or is offline. */
    NONE,
    /** The release is installed, probed or in probation. */
    TRYING,
    /** The release is committed. */
    SUCCEEDED,
    /** The release was refused or taken back. */
    FAILED
  }

  static final Progress NONE = new Progress(Result.NONE, "");
  private static final Progress TRYING = new Progress(Result.TRYING, "");
  private static final Progress SUCCEEDED = new Progress(Result.SUCCEEDED, "");

  /**
   * What is known after another report. A gateway that goes offline keeps what it had; one that
   * reports something else, a success on a later try for instance, changes it.
   *
   * @param release the release that is rolled out
   */
  Progress after(GatewayStatus status, ModelId release) {
    if (!status.online()) {
      return this;
    }
    boolean serves = status.inServiceDigest().equals(release.digest());
    boolean about = status.release() == release.release();
    return switch (status.state()) {
      case DISCOVERED, FETCHING, VERIFIED -> about ? NONE : atRest(status, release, serves);
      case STAGED, PROBED, PROBATION -> about ? TRYING : atRest(status, release, serves);
      case ROLLED_BACK, QUARANTINED ->
          about ? failed(status, release) : atRest(status, release, serves);
      case IDLE, COMMITTED -> atRest(status, release, serves);
    };
  }

  private Progress atRest(GatewayStatus status, ModelId release, boolean serves) {
    if (serves) {
      return SUCCEEDED;
    }
    if (status.inServiceRelease() > release.release()) {
      // it went on to a newer one: what it said about ours stands
      return this;
    }
    if (status.refusedRelease() == release.release()) {
      return failed(status, release);
    }
    return result == Result.SUCCEEDED
        ? new Progress(Result.FAILED, "release " + status.inServiceRelease() + " serves again")
        : NONE;
  }

  private static Progress failed(GatewayStatus status, ModelId release) {
    boolean told = status.refusedRelease() == release.release();
    return new Progress(Result.FAILED, told ? status.refusal() : "taken back");
  }
}
