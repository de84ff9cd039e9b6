package org.edgestill.api.model;

import org.jspecify.annotations.Nullable;

/** A release was not accepted; the model in service is unaffected. */
public class ModelRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final RefusalCode code;

  /**
   * A refusal.
   *
   * @param message why, in words for the operator; the code is not repeated in it
   */
  public ModelRefusedException(RefusalCode code, String message) {
    this(code, message, null);
  }

  public ModelRefusedException(RefusalCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** Why. */
  public RefusalCode code() {
    return code;
  }
}
