package org.edgestill.api.service;

/** The called service has been stopped; nothing was done. Its successor can be asked instead. */
public class ServiceGoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ServiceGoneException(String message) {
    super(message);
  }
}
