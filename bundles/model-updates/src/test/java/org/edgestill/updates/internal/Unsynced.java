package org.edgestill.updates.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.edgestill.model.io.DurableFiles;
import org.jspecify.annotations.Nullable;

/**
 * What a power cut may take away: the content of files since they were last forced to disk, and the
 * names in folders that were not. POSIX promises no more, and this loses all of it; some content it
 * leaves as zeros of the right length, some it leaves empty.
 */
final class Unsynced {

  /** The content of a file, or a folder; {@code null} bytes for a folder. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Content(byte @Nullable [] bytes) {

    /** What is at a path; {@code null} if nothing is. */
    static @Nullable Content of(Path path) throws IOException {
      if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        return new Content(Files.readAllBytes(path));
      }
      return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? new Content(null) : null;
    }

    void restore(Path path) throws IOException {
      if (bytes == null) {
        Files.createDirectories(path);
      } else {
        Files.write(path, bytes);
      }
    }
  }

  private interface Undo {
    void run() throws IOException;
  }

  private record Name(Path folder, Undo undo) {}

  private final Deque<Name> names = new ArrayDeque<>();
  private Set<Path> contents = new HashSet<>();

  synchronized void created(Path path) {
    name(path, () -> DurableFiles.deleteTree(path));
  }

  synchronized void written(Path file) {
    contents.add(file);
  }

  synchronized void moved(Path from, Path to, @Nullable Content replaced) {
    Set<Path> renamed = new HashSet<>();
    contents.forEach(
        file -> renamed.add(file.startsWith(from) ? to.resolve(from.relativize(file)) : file));
    contents = renamed;
    name(
        to,
        () -> {
          Files.move(to, from);
          if (replaced != null) {
            replaced.restore(to);
          }
        });
  }

  synchronized void deleted(Path path, @Nullable Content content) {
    contents.remove(path);
    if (content != null) {
      name(path, () -> content.restore(path));
    }
  }

  /** A file's content or a folder's names are on disk. */
  synchronized void forced(Path path) {
    contents.remove(path);
    names.removeIf(each -> each.folder().equals(path));
  }

  /** The power fails. */
  synchronized void lose() throws IOException {
    int n = 0;
    for (Path file : contents) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        Files.write(file, new byte[n++ % 2 == 0 ? Math.toIntExact(Files.size(file)) : 0]);
      }
    }
    while (!names.isEmpty()) {
      Name last = names.removeLast();
      // a folder that is gone for good takes the names in it along
      if (Files.isDirectory(last.folder())) {
        last.undo().run();
      }
    }
  }

  private void name(Path path, Undo undo) {
    Path folder = path.getParent();
    if (folder != null) {
      names.addLast(new Name(folder, undo));
    }
  }
}
