package org.edgestill.gateway.core;

/** A request was not served. The message is for the sender: what is wrong and what to do. */
public final class RejectedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Code code;

  /** A rejection; holds no stack trace, because the sender's mistakes are not ours to trace. */
  public RejectedException(Code code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /** Why. */
  public Code code() {
    return code;
  }

  /** Why a request was not served. The names are part of the answers. */
  public enum Code {
    /** Not one JSON value within the limits of the parser. */
    MALFORMED,
    /** JSON, but a field is missing, unknown or out of its range. */
    INVALID,
    /** More bytes than allowed. */
    TOO_LARGE,
    /** No model of this name. */
    UNKNOWN_MODEL,
    /** Too many requests wait; try again later. */
    OVERLOADED,
    /** A service that is needed is not there now; try again later. */
    UNAVAILABLE,
    /** The events could not be stored, for instance because the disk is full. */
    NOT_STORED,
    /** Something unexpected; the gateway's log says what. */
    FAILED
  }
}
