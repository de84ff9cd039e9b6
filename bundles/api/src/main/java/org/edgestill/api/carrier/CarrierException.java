package org.edgestill.api.carrier;

import org.jspecify.annotations.Nullable;

/** A message was not acknowledged: the connection is down, or was lost on the way. */
public class CarrierException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CarrierException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
