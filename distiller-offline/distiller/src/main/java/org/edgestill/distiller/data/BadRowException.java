package org.edgestill.distiller.data;

/** One row can not be used; those after it can be read all the same. */
final class BadRowException extends InputException {
  private static final long serialVersionUID = 1L;

  BadRowException(String message) {
    super(message);
  }
}
