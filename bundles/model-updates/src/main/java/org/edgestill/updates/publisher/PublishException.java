package org.edgestill.updates.publisher;

/** Something was not published; publishing again sends everything anew and is safe. */
public class PublishException extends Exception {
  private static final long serialVersionUID = 1L;

  public PublishException(String message, Throwable cause) {
    super(message, cause);
  }
}
