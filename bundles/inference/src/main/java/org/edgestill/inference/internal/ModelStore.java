package org.edgestill.inference.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.edgestill.model.Digests;
import org.edgestill.model.io.DurableFiles;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The releases of one model on disk, and which of them serves:
 *
 * <pre>
 * releases/DIGEST/...   complete packages; they come and go by one rename
 * active                the digest that serves
 * previous              the digest that served before
 * unproven, deadly      the boot counter, see {@link StartGuard}
 * trash/                what is being deleted; emptied at start
 * </pre>
 *
 * Every change is one rename that is forced to disk, so the process may die at any moment. Changes
 * are made by one thread at a time.
 */
final class ModelStore {

  private static final Logger LOG = LoggerFactory.getLogger(ModelStore.class);
  private static final int DIGEST_LENGTH = 64;

  private final Path releases;
  private final Path trash;
  private final Path active;
  private final Path previous;

  ModelStore(Path directory) {
    releases = directory.resolve("releases");
    trash = directory.resolve("trash");
    active = directory.resolve("active");
    previous = directory.resolve("previous");
  }

  /** Makes the folders and deletes what an earlier process left half deleted. */
  void open() throws IOException {
    Files.createDirectories(releases);
    Files.createDirectories(trash);
    for (Path leftover : list(trash)) {
      DurableFiles.deleteTree(leftover);
    }
  }

  /** The digest that serves. */
  Optional<String> active() throws IOException {
    return read(active);
  }

  /** The digest that served before. */
  Optional<String> previous() throws IOException {
    // The process may have died between the two writes of activate() or rollBack().
    Optional<String> serving = active();
    return read(previous).filter(digest -> !serving.equals(Optional.of(digest)));
  }

  /** Names a release as active, and the one before as previous. */
  void activate(String digest, @Nullable String before) throws IOException {
    // In this order: a death in between leaves the old release active, and no wrong previous one.
    if (before == null) {
      DurableFiles.delete(previous);
    } else {
      write(previous, before);
    }
    try {
      write(active, digest);
    } catch (IOException e) {
      // The name may be there already, and only its way to the disk have failed.
      restore(before, e);
      throw e;
    }
  }

  private void restore(@Nullable String before, IOException problem) {
    try {
      if (before == null) {
        DurableFiles.delete(active);
      } else {
        write(active, before);
      }
    } catch (IOException e) {
      problem.addSuppressed(e);
    }
  }

  /** Names a release as active, and none as previous. */
  void rollBack(String digest) throws IOException {
    // In this order: a death in between leaves the good release active and previous, which counts
    // as no previous one.
    write(active, digest);
    DurableFiles.delete(previous);
  }

  /** Where a release is, or would be. */
  Path folder(String digest) {
    if (!Digests.isSha256(digest)) {
      throw new IllegalArgumentException("not a SHA-256 digest: '" + digest + "'");
    }
    return releases.resolve(digest);
  }

  boolean contains(String digest) {
    return Files.isDirectory(folder(digest), LinkOption.NOFOLLOW_LINKS);
  }

  /** The digests of all releases, in no order. */
  List<String> digests() throws IOException {
    return list(releases).stream()
        .map(folder -> folder.getFileName().toString())
        .filter(Digests::isSha256)
        .toList();
  }

  /** Moves a verified package in; it is then gone from where it was. */
  void add(Path folder, String digest) throws IOException {
    DurableFiles.syncTree(folder);
    DurableFiles.move(folder, folder(digest));
  }

  /** Moves a verified package in, in the place of one that may be there damaged. */
  void replace(Path folder, String digest) throws IOException {
    if (contains(digest)) {
      remove(digest);
    }
    add(folder, digest);
  }

  /** Forces to disk which releases are there. */
  void sync() throws IOException {
    DurableFiles.syncDirectory(releases);
  }

  /** A place for something that is not yet complete; emptied at start. */
  Path scratch() {
    return trash.resolve("scratch");
  }

  /** Deletes a release; when this throws, it is out of the store, but not yet off the disk. */
  void remove(String digest) throws IOException {
    Path target = trash.resolve(digest);
    DurableFiles.deleteTree(target);
    DurableFiles.move(folder(digest), target);
    DurableFiles.deleteTree(target);
  }

  private static void write(Path pointer, String digest) throws IOException {
    DurableFiles.write(pointer, (digest + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private static Optional<String> read(Path pointer) throws IOException {
    try {
      byte[] content = DurableFiles.readBounded(pointer, DIGEST_LENGTH + 1);
      String digest = new String(content, StandardCharsets.US_ASCII).strip();
      if (Digests.isSha256(digest)) {
        return Optional.of(digest);
      }
      LOG.warn("{} holds no digest and is ignored", pointer);
      return Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.toList();
    }
  }
}
