package org.edgestill.trust;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A private key can not be had as things are: it is elsewhere, or its password is missing or wrong.
 */
public class KeyUnavailableException extends IOException {
  private static final long serialVersionUID = 1L;

  public KeyUnavailableException(String message) {
    this(message, null);
  }

  public KeyUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
