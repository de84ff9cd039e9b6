package org.edgestill.distiller.data;

import org.jspecify.annotations.Nullable;

/**
 * The configuration or the data can not be used as it is. The message is for the person who wrote
 * it: which file, which line, what is wrong and what to do.
 */
public class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InputException(String message) {
    this(message, null);
  }

  public InputException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
