package org.edgestill.distiller.pack;

/** The student does not keep what the package would promise. */
public class BudgetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BudgetException(String message) {
    super(message);
  }
}
