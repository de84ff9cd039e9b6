package org.edgestill.distiller.run;

import org.jspecify.annotations.Nullable;

/** A step worked, but its result may not be used; the message says why and what to do. */
public class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RefusedException(String message) {
    this(message, null);
  }

  public RefusedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
