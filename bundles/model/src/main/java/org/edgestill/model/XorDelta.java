package org.edgestill.model;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;

/**
 * The codec {@value #CODEC}: file XOR base, byte by byte, the base continued by zeros, compressed
 * as zlib does (RFC 1950). Good for tables of weights of which few have changed and none has moved;
 * needs nothing that a Java runtime does not have.
 *
 * <p>Works on streams, with two blocks of {@value #BLOCK} bytes in memory.
 */
public final class XorDelta {

  /** What a manifest calls it. */
  public static final String CODEC = "xor+deflate";

  private static final int BLOCK = 64 * 1024;

  private XorDelta() {}

  /** Takes the file as it comes out. */
  @FunctionalInterface
  public interface Sink {
    /** Bytes of the file, at an offset that is where the bytes before ended. */
    void write(long offset, byte[] content) throws IOException;
  }

  /**
   * Writes the delta that leads from the base to the file.
   *
   * @return its length in bytes
   */
  public static long encode(Path base, Path file, Path delta) throws IOException {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try (InputStream before = open(base);
        InputStream after = open(file);
        OutputStream out =
            new DeflaterOutputStream(
                new BufferedOutputStream(Files.newOutputStream(delta)), deflater, BLOCK)) {
      byte[] old = new byte[BLOCK];
      byte[] block = new byte[BLOCK];
      for (int n = after.readNBytes(block, 0, BLOCK);
          n > 0;
          n = after.readNBytes(block, 0, BLOCK)) {
        xor(block, old, before.readNBytes(old, 0, n));
        out.write(block, 0, n);
      }
    } finally {
      deflater.end();
    }
    return Files.size(delta);
  }

  /**
   * Applies a delta. Whether base and result are the right ones is to be checked by their hashes: a
   * wrong base gives a wrong file without complaint.
   *
   * @param length of the file; not one byte more is written
   * @throws ModelRefusedException with {@code MALFORMED} if the delta is damaged or gives fewer
   *     bytes, with {@code LENGTH_EXCEEDED} if it holds more
   * @throws IOException if a file can not be read, or by the sink
   */
  public static void apply(Path base, Path delta, long length, Sink sink)
      throws IOException, ModelRefusedException {
    Inflater inflater = new Inflater();
    try (InputStream before = open(base);
        InputStream difference = new InflaterInputStream(open(delta), inflater, BLOCK)) {
      byte[] old = new byte[BLOCK];
      for (long offset = 0; offset < length; ) {
        byte[] block = inflate(difference, (int) Math.min(BLOCK, length - offset));
        if (block.length == 0) {
          throw new ModelRefusedException(
              RefusalCode.MALFORMED, "a delta gives " + offset + " bytes instead of " + length);
        }
        xor(block, old, before.readNBytes(old, 0, block.length));
        sink.write(offset, block);
        offset += block.length;
      }
      if (inflate(difference, 1).length > 0) {
        throw new ModelRefusedException(
            RefusalCode.LENGTH_EXCEEDED, "a delta gives more than " + length + " bytes");
      }
    } finally {
      inflater.end();
    }
  }

  private static byte[] inflate(InputStream difference, int length)
      throws IOException, ModelRefusedException {
    try {
      return difference.readNBytes(length);
    } catch (ZipException | EOFException e) {
      throw new ModelRefusedException(RefusalCode.MALFORMED, "a delta is damaged", e);
    }
  }

  private static void xor(byte[] block, byte[] old, int length) {
    for (int i = 0; i < length; i++) {
      block[i] ^= old[i];
    }
  }

  private static InputStream open(Path file) throws IOException {
    return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
  }
}
