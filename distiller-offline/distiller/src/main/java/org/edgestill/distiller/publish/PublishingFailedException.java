package org.edgestill.distiller.publish;

import org.jspecify.annotations.Nullable;

/** A release was not published. Gateways see what was published before; trying again is safe. */
public class PublishingFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  public PublishingFailedException(String message) {
    this(message, null);
  }

  public PublishingFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
