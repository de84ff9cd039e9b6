package org.edgestill.updates.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.CopyOption;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import org.apache.lucene.tests.mockfile.FilterFileChannel;
import org.apache.lucene.tests.mockfile.FilterFileSystemProvider;

/**
 * The ordinary file system, in which every change is counted and can be struck by a fault. What is
 * to be tested is given a {@link #path} and notices nothing: it needs no hook for this.
 *
 * <p>A change is what a power cut can separate from the next one: creating, truncating, writing,
 * forcing, renaming or deleting a file, making a folder, and forcing one.
 */
final class FaultyDisk extends FilterFileSystemProvider {

  /** What is about to be changed. */
  enum Kind {
    CREATE,
    MAKE_FOLDER,
    WRITE,
    TRUNCATE,
    FORCE,
    MOVE,
    DELETE;

    /** Whether a full disk refuses it. */
    boolean needsRoom() {
      return this == CREATE || this == MAKE_FOLDER || this == WRITE;
    }
  }

  /**
   * A change that is about to be made.
   *
   * @param number from 1
   * @param half writes the first half of what is to be written; does nothing for other kinds
   */
  record Change(int number, Kind kind, Path path, Half half) {}

  @FunctionalInterface
  interface Half {
    void write() throws IOException;
  }

  /** Strikes before a change is made; the change fails if it throws. */
  @FunctionalInterface
  interface Fault {
    void strike(Change change) throws IOException;
  }

  private static final Half NOTHING = () -> {};

  private final Unsynced unsynced = new Unsynced();
  private Fault fault = change -> {};
  private int changes;

  FaultyDisk() {
    super("faulty", FileSystems.getDefault());
  }

  /** The same place, seen through this disk. */
  Path path(Path ordinary) {
    return wrapPath(ordinary.toAbsolutePath());
  }

  /** Another fault; changes are counted anew for it. */
  synchronized void fault(Fault next) {
    fault = next;
    changes = 0;
  }

  /** How many changes were made or struck since the fault was set. */
  synchronized int changes() {
    return changes;
  }

  /** Undoes what was not forced to disk, as the power cut of a cruel disk would. */
  synchronized void losePower() throws IOException {
    unsynced.lose();
  }

  private synchronized void about(Kind kind, Path path, Half half) throws IOException {
    fault.strike(new Change(++changes, kind, path, half));
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Path real = toDelegate(path);
    if (!options.contains(StandardOpenOption.WRITE)) {
      return new Watched(super.newFileChannel(path, options, attributes), real);
    }
    if (!Files.exists(real, LinkOption.NOFOLLOW_LINKS)) {
      about(Kind.CREATE, real, NOTHING);
      FileChannel created = super.newFileChannel(path, options, attributes);
      unsynced.created(real);
      return new Watched(created, real);
    }
    if (options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
      about(Kind.TRUNCATE, real, NOTHING);
      unsynced.written(real);
    }
    return new Watched(super.newFileChannel(path, options, attributes), real);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return options.contains(StandardOpenOption.WRITE)
        ? newFileChannel(path, options, attributes)
        : super.newByteChannel(path, options, attributes);
  }

  @Override
  public OutputStream newOutputStream(Path path, OpenOption... options) throws IOException {
    Set<OpenOption> all =
        options.length > 0
            ? new java.util.HashSet<>(Set.of(options))
            : new java.util.HashSet<>(
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING));
    all.add(StandardOpenOption.WRITE);
    return Channels.newOutputStream(newFileChannel(path, all));
  }

  @Override
  public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
    Path real = toDelegate(folder);
    if (!Files.exists(real, LinkOption.NOFOLLOW_LINKS)) {
      about(Kind.MAKE_FOLDER, real, NOTHING);
    }
    super.createDirectory(folder, attributes);
    unsynced.created(real);
  }

  @Override
  public void move(Path from, Path to, CopyOption... options) throws IOException {
    Path source = toDelegate(from);
    Path target = toDelegate(to);
    about(Kind.MOVE, target, NOTHING);
    Unsynced.Content replaced = Unsynced.Content.of(target);
    super.move(from, to, options);
    unsynced.moved(source, target, replaced);
  }

  @Override
  public void delete(Path path) throws IOException {
    deleting(path);
  }

  @Override
  public boolean deleteIfExists(Path path) throws IOException {
    boolean there = Files.exists(toDelegate(path), LinkOption.NOFOLLOW_LINKS);
    if (there) {
      deleting(path);
    }
    return there;
  }

  private void deleting(Path path) throws IOException {
    Path real = toDelegate(path);
    about(Kind.DELETE, real, NOTHING);
    Unsynced.Content content = Unsynced.Content.of(real);
    super.delete(path);
    unsynced.deleted(real, content);
  }

  /** An open file, or a folder that is open to be forced. */
  private final class Watched extends FilterFileChannel {
    private final Path path;

    Watched(FileChannel opened, Path path) {
      super(opened);
      this.path = path;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      return write(bytes, delegate.position(), true);
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
      return write(bytes, position, false);
    }

    private int write(ByteBuffer bytes, long position, boolean moves) throws IOException {
      ByteBuffer half = bytes.duplicate();
      half.limit(half.position() + half.remaining() / 2);
      about(Kind.WRITE, path, () -> delegate.write(half, position));
      unsynced.written(path);
      int written = delegate.write(bytes, position);
      if (moves) {
        delegate.position(position + written);
      }
      return written;
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      if (size < delegate.size()) {
        about(Kind.TRUNCATE, path, NOTHING);
        unsynced.written(path);
        super.truncate(size);
      }
      return this;
    }

    @Override
    public void force(boolean metadata) throws IOException {
      about(Kind.FORCE, path, NOTHING);
      super.force(metadata);
      unsynced.forced(path);
    }
  }
}
