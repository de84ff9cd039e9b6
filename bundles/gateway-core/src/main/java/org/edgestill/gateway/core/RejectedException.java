package org.edgestill.gateway.core;

import java.util.Optional;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.jspecify.annotations.Nullable;

/** A request was not served. The message is for the sender: what is wrong and what to do. */
public final class RejectedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Code code;
  private final @Nullable RefusalCode refusal;

  /** A rejection; holds no stack trace, because the sender's mistakes are not ours to trace. */
  public RejectedException(Code code, String message) {
    this(code, message, null);
  }

  private RejectedException(Code code, String message, @Nullable RefusalCode refusal) {
    super(message, null, false, false);
    this.code = code;
    this.refusal = refusal;
  }

  /** A release was refused; the model in service is unaffected. */
  static RejectedException of(ModelRefusedException refused) {
    return new RejectedException(
        Code.REFUSED, refused.getMessage() + "; the model in service stays", refused.code());
  }

  /** Why. */
  public Code code() {
    return code;
  }

  /** Why the release was refused; only with {@link Code#REFUSED}. */
  public Optional<RefusalCode> refusal() {
    return Optional.ofNullable(refusal);
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
    /** No installed release of this name. */
    UNKNOWN_RELEASE,
    /** Several installed releases, or several models, could be meant. */
    AMBIGUOUS,
    /** The release was not put in service; {@link RejectedException#refusal()} says why. */
    REFUSED,
    /** The endpoint is not configured to do this. */
    FORBIDDEN,
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
