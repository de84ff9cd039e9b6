package org.edgestill.distiller.evaluate;

/** A model gave a score that is not a number or infinite; its ranks would mean nothing. */
public class NonFiniteScoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NonFiniteScoreException(String message) {
    super(message);
  }
}
