package org.edgestill.features.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of the behaviour store, and how one takes the place of another. */
final class StoreDirectory {

  private static final Logger LOG = LoggerFactory.getLogger(StoreDirectory.class);
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS").withZone(ZoneOffset.UTC);
  private static final int OVERWRITE_BYTES = 64 * 1024;

  private final Path directory;
  private final Path file;
  private final Path unfinished;

  StoreDirectory(Path directory) {
    this.directory = directory;
    file = directory.resolve("behaviours.mv");
    unfinished = directory.resolve("behaviours.mv.new");
  }

  /** Creates the directory, for its owner alone. */
  private void create() throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] ownerOnly =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
            }
            : new FileAttribute<?>[0];
    Files.createDirectories(directory, ownerOnly);
  }

  /** Prepares the lock of the directory, which is created when it is not there. */
  DirectoryLock lock() throws IOException {
    create();
    return DirectoryLock.in(directory);
  }

  /**
   * Opens the file; a damaged one is moved aside for the operator, and a new one takes its place.
   *
   * @param verify read every history first, because something gave reason to doubt the file
   */
  BehaviourFile open(boolean verify) throws IOException {
    Files.deleteIfExists(unfinished);
    BehaviourFile opened = null;
    try {
      opened = openFile();
      if (verify) {
        opened.verify();
      }
      return opened;
    } catch (RuntimeException e) {
      if (opened != null) {
        opened.abandon();
      }
      if (!BehaviourFile.isCorrupt(e)) {
        throw e;
      }
      moveAside(e);
      return openFile();
    }
  }

  private BehaviourFile openFile() throws IOException {
    boolean created = !Files.exists(file);
    BehaviourFile opened = BehaviourFile.open(file);
    if (created) {
      force(directory);
    }
    return opened;
  }

  /** Keeps a damaged file under another name. */
  private void moveAside(RuntimeException why) throws IOException {
    Path aside = directory.resolve("behaviours.mv.damaged-" + STAMP.format(Instant.now()));
    Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
    force(directory);
    LOG.error(
        "The behaviour store {} is damaged ({}). It was moved to {} and an empty store takes its"
            + " place; the histories in it are not used until an operator restores it.",
        file,
        why.getMessage(),
        aside);
  }

  /**
   * Replaces the file by a copy of what is alive in it, then overwrites the blocks of the old one.
   * A crash leaves either the old or the new file.
   *
   * @param putInService takes the new file and closes the current one
   */
  void rewrite(BehaviourFile current, Consumer<BehaviourFile> putInService) throws IOException {
    Files.deleteIfExists(unfinished);
    current.copyTo(unfinished);
    try (FileChannel old = FileChannel.open(file, StandardOpenOption.WRITE)) {
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      force(directory);
      putInService.accept(BehaviourFile.open(file));
      overwrite(old);
    }
  }

  private static void overwrite(FileChannel channel) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(OVERWRITE_BYTES);
    long size = channel.size();
    for (long at = 0; at < size; at += zeros.capacity()) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), size - at));
      channel.write(zeros, at);
    }
    channel.force(true);
  }

  /** Makes a rename durable. */
  private static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
