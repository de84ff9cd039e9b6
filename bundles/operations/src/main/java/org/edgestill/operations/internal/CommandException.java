package org.edgestill.operations.internal;

/** A command can not do what it was asked to; the message says what to do instead. */
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Without a stack trace: a typing mistake is nothing to trace. */
  CommandException(String message) {
    super(message, null, false, false);
  }
}
