package org.edgestill.api.update;

/** The life of an update. The names are part of the wire protocol and of the persisted state. */
public enum UpdateState {
  /** Nothing to do. */
  IDLE,
  /** There is a trusted release for this gateway that is not installed. */
  DISCOVERED,
  /** Its files are being fetched. */
  FETCHING,
  /** All files are here and have the declared hashes. */
  VERIFIED,
  /** It is installed, but does not serve. */
  STAGED,
  /** It answered its golden vectors within its budgets. */
  PROBED,
  /** It serves, and is being watched. */
  PROBATION,
  /** It serves for good. */
  COMMITTED,
  /** It was worse; the previous release serves again. */
  ROLLED_BACK,
  /** It was rolled back and will not be tried again. */
  QUARANTINED
}
