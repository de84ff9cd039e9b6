package org.edgestill.trust;

import java.io.IOException;

/** Metadata that must exist is not at its source. Not a refusal: it may only be late. */
public class MetadataUnavailableException extends IOException {
  private static final long serialVersionUID = 1L;

  public MetadataUnavailableException(String message) {
    super(message);
  }
}
