package org.edgestill.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One file of a model package, as its manifest lists it.
 *
 * @param path where it belongs in the package, see {@link PackagePath}
 * @param length bytes, 0 to {@value #MAX_LENGTH}
 * @param sha256 of the whole file
 * @param chunkLength bytes of every chunk but the last, {@value Chunks#MIN_LENGTH} to {@value
 *     Chunks#MAX_LENGTH}
 * @param chunks SHA-256 of each chunk, in order
 * @param deltas shorter ways for gateways that have an earlier file, at most {@value #MAX_DELTAS}
 */
public record FileEntry(
    String path,
    long length,
    String sha256,
    int chunkLength,
    List<String> chunks,
    List<DeltaEntry> deltas) {

  /** 4 GiB: many times the largest model that makes sense on a gateway. */
  public static final long MAX_LENGTH = 1L << 32;

  public static final int MAX_DELTAS = 8;

  /**
   * Checks every component, and that the number of chunks fits the length.
   *
   * @throws IllegalArgumentException if something is out of its range
   */
  public FileEntry {
    PackagePath.check(path);
    chunks = List.copyOf(chunks);
    deltas = List.copyOf(deltas);
    require(
        length >= 0 && length <= MAX_LENGTH,
        path + ": length must be 0 to " + MAX_LENGTH + ", but is " + length);
    require(Digests.isSha256(sha256), path + ": sha256 must be 64 lower-case hexadecimal digits");
    require(
        chunkLength >= Chunks.MIN_LENGTH && chunkLength <= Chunks.MAX_LENGTH,
        path
            + ": chunkLength must be "
            + Chunks.MIN_LENGTH
            + " to "
            + Chunks.MAX_LENGTH
            + ", but is "
            + chunkLength);
    requireChunks(path, length, chunkLength, chunks);
    for (String chunk : chunks) {
      require(Digests.isSha256(chunk), path + ": a chunk's SHA-256 is malformed");
    }
    require(deltas.size() <= MAX_DELTAS, path + ": at most " + MAX_DELTAS + " deltas");
    for (DeltaEntry delta : deltas) {
      requireChunks("a delta of " + path, delta.length(), chunkLength, delta.chunks());
    }
  }

  /** Without deltas. */
  public FileEntry(String path, long length, String sha256, int chunkLength, List<String> chunks) {
    this(path, length, sha256, chunkLength, chunks, List.of());
  }

  /**
   * Measures a file.
   *
   * @param path where it will be in the package
   */
  public static FileEntry of(Path file, String path, int chunkLength) throws IOException {
    return new FileEntry(
        path,
        Files.size(file),
        Digests.sha256(file),
        chunkLength,
        Chunks.digests(file, chunkLength));
  }

  /** The same file with other deltas. */
  public FileEntry withDeltas(List<DeltaEntry> other) {
    return new FileEntry(path, length, sha256, chunkLength, chunks, other);
  }

  /** Where a chunk starts in the file, in bytes; the first chunk is 0. */
  public long chunkOffset(int chunk) {
    checkIndex(chunk);
    return (long) chunk * chunkLength;
  }

  /** How many bytes a chunk has; the first chunk is 0. */
  public int chunkLength(int chunk) {
    checkIndex(chunk);
    return (int) Math.min(chunkLength, length - chunkOffset(chunk));
  }

  private void checkIndex(int chunk) {
    if (chunk < 0 || chunk >= chunks.size()) {
      throw new IndexOutOfBoundsException(
          path + " has chunks 0 to " + (chunks.size() - 1) + ", not " + chunk);
    }
  }

  private static void requireChunks(
      String what, long length, int chunkLength, List<String> chunks) {
    long count = Chunks.count(length, chunkLength);
    require(
        chunks.size() == count,
        what
            + ": "
            + length
            + " bytes are "
            + count
            + " chunks, but "
            + chunks.size()
            + " are listed");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
