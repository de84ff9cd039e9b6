package org.edgestill.trust;

import java.io.IOException;

/** What the private keys of a role are encrypted with. */
@FunctionalInterface
public interface KeyPassword {

  /** New keys are not encrypted, and no encrypted one can be read. */
  KeyPassword NONE = () -> new char[0];

  /**
   * The password; asked for when a key is written, and when an encrypted one is read.
   *
   * @return the caller's own copy, which it overwrites after use; empty for none
   * @throws KeyUnavailableException if it can not be had, with what to do about it
   */
  char[] get() throws IOException;
}
