package org.edgestill.features.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The right to use the store's directory: a lock on a file in it that never holds anything. The
 * operating system gives it back when the process dies.
 *
 * <p>One instance is tried again and again rather than opened again and again: on POSIX, closing
 * any channel of a file gives back the locks that the process has on it, also those of the bundle
 * that is still running.
 */
final class DirectoryLock implements Closeable {

  private static final String NAME = "lock";

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Prepares a lock, without taking it. */
  static DirectoryLock in(Path directory) throws IOException {
    return new DirectoryLock(
        FileChannel.open(
            directory.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
  }

  /** Takes the lock if nobody has it, neither in this process nor in another. */
  boolean tryTake() throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException takenInThisProcess) {
      return false;
    }
  }

  /** Gives the lock back. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
