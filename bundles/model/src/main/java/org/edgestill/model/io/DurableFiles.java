package org.edgestill.model.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes to files that are complete or not there at all, also after a power cut: written aside,
 * forced to disk, renamed in one step, and the directory forced to disk.
 *
 * <p>One writer for each file at a time. What a power cut leaves aside has a fixed name, so that
 * leftovers do not pile up. Symbolic links are not followed.
 */
public final class DurableFiles {

  private static final Set<OpenOption> REPLACE =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE,
          LinkOption.NOFOLLOW_LINKS);

  private DurableFiles() {}

  /**
   * Writes or replaces a file. When this returns, the content is on disk under its name; when it
   * throws or the power fails, the old file is there or the new one, never a part.
   */
  public static void write(Path file, byte[] content) throws IOException {
    replace(file, content);
  }

  /** As {@link #write}, readable and writable by the owner only (where the file system can). */
  public static void writePrivate(Path file, byte[] content) throws IOException {
    boolean posix = Files.getFileStore(parent(file)).supportsFileAttributeView("posix");
    if (posix) {
      replace(
          file,
          content,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      replace(file, content);
    }
  }

  private static void replace(Path file, byte[] content, FileAttribute<?>... attributes)
      throws IOException {
    Path aside = aside(file);
    // A leftover may have other permissions than this file is to have.
    Files.deleteIfExists(aside);
    try {
      try (FileChannel channel = FileChannel.open(aside, REPLACE, attributes)) {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      discard(aside, e);
      throw e;
    }
    syncDirectory(parent(file));
  }

  /**
   * Moves a file or a folder within one file system in one step, and forces both directories to
   * disk. The content must have been forced before ({@link #syncTree}).
   *
   * @throws java.nio.file.AtomicMoveNotSupportedException if the target is on another file system
   */
  public static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    syncDirectory(parent(to));
    if (!parent(from).equals(parent(to))) {
      syncDirectory(parent(from));
    }
  }

  /** Deletes a file and forces its directory to disk; does nothing if the file is not there. */
  public static void delete(Path file) throws IOException {
    if (Files.deleteIfExists(file)) {
      syncDirectory(parent(file));
    }
  }

  /** Deletes a folder with all that is in it, without following links; nothing if not there. */
  public static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException problem)
              throws IOException {
            if (problem != null) {
              throw problem;
            }
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
    syncDirectory(parent(folder));
  }

  /** Forces one file's content to disk. */
  public static void syncFile(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      channel.force(true);
    }
  }

  /** Forces all files and directories of a folder, and the folder itself, to disk. */
  public static void syncTree(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile()) {
              syncFile(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException problem)
              throws IOException {
            if (problem != null) {
              throw problem;
            }
            syncDirectory(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Forces a directory to disk, so that the names in it survive a power cut. */
  public static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Reads a file of at most {@code maxBytes}.
   *
   * @throws NoSuchFileException if it is not there
   * @throws IOException if it is larger, is a symbolic link or can not be read
   */
  public static byte[] readBounded(Path file, int maxBytes) throws IOException {
    try (var in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      byte[] content = in.readNBytes(maxBytes);
      if (in.read() >= 0) {
        throw new IOException(file + " has more than " + maxBytes + " bytes");
      }
      return content;
    }
  }

  /** Whether a failure means that there is no room left: disk full or quota used up. */
  public static boolean isDiskFull(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = cause.getMessage();
      if (cause instanceof IOException && message != null) {
        String text = message.toLowerCase(Locale.ROOT);
        // The texts of ENOSPC, EDQUOT and Windows; Java offers no code for them.
        if (text.contains("no space left")
            || text.contains("quota exceeded")
            || text.contains("not enough space")) {
          return true;
        }
      }
    }
    return false;
  }

  private static Path aside(Path file) {
    return file.resolveSibling("." + file.getFileName() + ".aside");
  }

  private static Path parent(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException("the root of a file system has no parent: " + file);
    }
    return parent;
  }

  private static void discard(Path aside, IOException problem) {
    try {
      Files.deleteIfExists(aside);
    } catch (IOException e) {
      problem.addSuppressed(e);
    }
  }
}
