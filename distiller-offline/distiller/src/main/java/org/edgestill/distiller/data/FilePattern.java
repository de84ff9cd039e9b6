package org.edgestill.distiller.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files that a path of the configuration means: one, or with {@code *}, {@code ?}, {@code [ ]}
 * or <code>{ }</code> in it all that fit (the glob syntax of {@link
 * java.nio.file.FileSystem#getPathMatcher}).
 */
final class FilePattern {

  private static final String SPECIAL = "*?[{";

  private FilePattern() {}

  /**
   * The files, by name.
   *
   * @param folder what the path is relative to
   * @return a plain path as it is, whether or not it is there
   * @throws InputException if nothing fits a pattern
   */
  static List<Path> files(Path folder, String pattern) {
    if (!isSpecial(pattern) || Files.exists(folder.resolve(pattern))) {
      return List.of(folder.resolve(pattern).normalize());
    }
    Path base = folder;
    String rest = pattern;
    for (int slash = rest.indexOf('/');
        slash >= 0 && !isSpecial(rest.substring(0, slash));
        slash = rest.indexOf('/')) {
      base = base.resolve(slash == 0 ? "/" : rest.substring(0, slash));
      rest = rest.substring(slash + 1);
    }
    Path root = base;
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + rest);
    int depth = rest.contains("**") ? Integer.MAX_VALUE : rest.split("/").length;
    List<Path> found = List.of();
    if (Files.isDirectory(root)) {
      try (Stream<Path> walk = Files.walk(root, depth)) {
        found =
            walk.filter(Files::isRegularFile)
                .filter(file -> matcher.matches(root.relativize(file)))
                .map(Path::normalize)
                .sorted()
                .toList();
      } catch (IOException e) {
        throw new UncheckedIOException("can not list " + root, e);
      }
    }
    if (found.isEmpty()) {
      throw new InputException("no file fits " + pattern + " in " + folder.toAbsolutePath());
    }
    return found;
  }

  private static boolean isSpecial(String path) {
    return path.chars().anyMatch(c -> SPECIAL.indexOf(c) >= 0);
  }
}
