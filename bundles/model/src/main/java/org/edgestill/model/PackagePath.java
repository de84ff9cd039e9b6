package org.edgestill.model;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The one place that says which paths a model package may use: relative, at most {@value
 * #MAX_LENGTH} characters, segments of a-z, 0-9, {@code .}, {@code _} and {@code -} that start with
 * a letter or digit, separated by single slashes. So there is no {@code ..}, no NUL, no backslash,
 * no hidden file, and no two paths that a file system could take for the same because of case.
 */
public final class PackagePath {

  /** Longer paths are refused. */
  public static final int MAX_LENGTH = 200;

  private static final Pattern SEGMENT = Pattern.compile("[a-z0-9][a-z0-9._-]*");

  private PackagePath() {}

  /**
   * Checks a path.
   *
   * @return the same path
   * @throws IllegalArgumentException with a message that says which rule it breaks
   */
  public static String check(String path) {
    if (path.isEmpty() || path.length() > MAX_LENGTH) {
      throw refused(path, "it must be 1 to " + MAX_LENGTH + " characters long");
    }
    if (path.indexOf('\0') >= 0) {
      throw refused(path, "it holds a NUL");
    }
    if (path.indexOf('\\') >= 0) {
      throw refused(path, "it holds a backslash");
    }
    if (path.startsWith("/")) {
      throw refused(path, "it is absolute");
    }
    for (String segment : path.split("/", -1)) {
      if (segment.equals("..")) {
        throw refused(path, "it leaves the package with '..'");
      }
      if (!SEGMENT.matcher(segment).matches()) {
        throw refused(
            path,
            "between slashes only a-z, 0-9, '.', '_' and '-' may stand, first a letter or digit");
      }
    }
    return path;
  }

  /**
   * The place of a file in a folder.
   *
   * @throws IllegalArgumentException as {@link #check}
   */
  public static Path resolve(Path folder, String path) {
    return folder.resolve(check(path));
  }

  private static IllegalArgumentException refused(String path, String why) {
    String shown = path.length() > 60 ? path.substring(0, 60) + "..." : path;
    return new IllegalArgumentException(
        "path '" + shown.replaceAll("[^\\x20-\\x7E]", "?") + "' is not allowed: " + why);
  }
}
