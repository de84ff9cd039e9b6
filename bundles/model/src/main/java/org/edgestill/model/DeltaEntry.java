package org.edgestill.model;

import java.util.List;

/**
 * A shorter way to a file for a gateway that has another one, as a manifest lists it. It is only a
 * way: what comes out has to have the SHA-256 of the file. It travels in chunks as long as those of
 * the file.
 *
 * @param base SHA-256 of the file that it starts from
 * @param codec how it is applied, for instance {@link XorDelta#CODEC}; a reader that does not know
 *     it fetches the whole file: 1 to {@value #MAX_CODEC} of a-z, 0-9 and {@code +}
 * @param length bytes of the delta, 1 to {@link FileEntry#MAX_LENGTH}
 * @param sha256 of the delta
 * @param chunks SHA-256 of each chunk of the delta, in order
 */
public record DeltaEntry(
    String base, String codec, long length, String sha256, List<String> chunks) {

  static final int MAX_CODEC = 32;

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if something is out of its range
   */
  public DeltaEntry {
    chunks = List.copyOf(chunks);
    require(Digests.isSha256(base), "base must be 64 lower-case hexadecimal digits");
    require(codec.matches("[a-z0-9+]{1," + MAX_CODEC + "}"), "not a codec: '" + codec + "'");
    require(
        length >= 1 && length <= FileEntry.MAX_LENGTH,
        "length must be 1 to " + FileEntry.MAX_LENGTH + ", but is " + length);
    require(Digests.isSha256(sha256), "sha256 must be 64 lower-case hexadecimal digits");
    for (String chunk : chunks) {
      require(Digests.isSha256(chunk), "a chunk's SHA-256 is malformed");
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException("a delta's " + message);
    }
  }
}
