package org.edgestill.api.model;

/** Why a release was not put in service. The names are part of the wire protocol. */
public enum RefusalCode {
  /** A signature does not verify, or is by a key that does not count for the role. */
  SIGNATURE_INVALID,
  /** Fewer valid signatures by different keys than the role's threshold. */
  THRESHOLD_NOT_MET,
  /** A version is lower than one that was already trusted. */
  ROLLBACK_ATTACK,
  /** Metadata stopped changing: the timestamp has expired. */
  FREEZE_SUSPECTED,
  /** Metadata other than the timestamp has expired. */
  EXPIRED,
  /** The gateway's clock is earlier than what it was shown was signed. */
  CLOCK_BEHIND,
  /** Meant for another channel, model or device class. */
  WRONG_TARGET,
  /** Needs something that this gateway does not have, for instance a feature schema. */
  INCOMPATIBLE,
  /** More bytes than declared or allowed. */
  LENGTH_EXCEEDED,
  /** Content does not have the declared hash or length. */
  HASH_MISMATCH,
  /** A delta is for another base file. */
  BASE_MISMATCH,
  /** Can not be parsed, or holds what it must not hold. */
  MALFORMED,
  /** There is no room to store it. */
  DISK_FULL,
  /** Does not answer its golden vectors as it did at the distiller. */
  PROBE_FAILED,
  /** Slower, or larger in memory, than the manifest promises. */
  BUDGET_EXCEEDED,
  /** Was rolled back before. */
  QUARANTINED,
  /** There is no previous release to return to. */
  UNABLE_TO_ROLLBACK
}
