package org.edgestill.api.model;

import java.util.regex.Pattern;

/**
 * Which model.
 *
 * @param name the model's name, for instance {@code films}: 1 to 64 of a-z, 0-9, {@code -} and
 *     {@code .}, starting with a letter or digit
 * @param release rises with every release, from 1
 * @param digest SHA-256 of its manifest, 64 lower-case hexadecimal digits
 */
public record ModelId(String name, long release, String digest) {

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,63}");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if a component is out of its range
   */
  public ModelId {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "a model name is 1 to 64 of a-z, 0-9, '-' and '.', but this is '" + name + "'");
    }
    if (release < 1) {
      throw new IllegalArgumentException("release must be at least 1, but is " + release);
    }
    if (!DIGEST.matcher(digest).matches()) {
      throw new IllegalArgumentException("not a SHA-256 digest: '" + digest + "'");
    }
  }

  /** Whether a text can be a model's name. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches() && !name.contains("..");
  }

  /** For people: {@code films 7 (1f3a90c2)}. */
  @Override
  public String toString() {
    return name + " " + release + " (" + digest.substring(0, 8) + ")";
  }
}
