package org.edgestill.load;

/** The users of a load. */
public final class Users {
  private Users() {}

  /** The name of one. */
  public static String name(long number) {
    return "user-" + number;
  }
}
