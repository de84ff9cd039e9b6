package org.edgestill.api.behaviour;

/** The behaviour log can not be read or written, for instance because the disk is full. */
public class BehaviourLogException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BehaviourLogException(String message, Throwable cause) {
    super(message, cause);
  }
}
