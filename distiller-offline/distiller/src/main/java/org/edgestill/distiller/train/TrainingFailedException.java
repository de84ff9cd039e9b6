package org.edgestill.distiller.train;

/** Training could not go on; the message says why and what to try. */
public class TrainingFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TrainingFailedException(String message) {
    super(message);
  }
}
