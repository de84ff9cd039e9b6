package org.edgestill.dashboard.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One file of the page, in memory.
 *
 * @param contentType what it is
 * @param etag its hash, quoted, for a browser that has it already
 * @param content its bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PageFile(String contentType, String etag, byte[] content) {

  private static final String FOLDER = "/org/edgestill/dashboard/page/";

  /** Reads a file of this bundle. */
  static PageFile read(String name) {
    try (InputStream in = PageFile.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("the bundle lacks " + name);
      }
      byte[] content = in.readAllBytes();
      return new PageFile(contentType(name), etag(content), content);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " can not be read", e);
    }
  }

  private static String contentType(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "html" -> "text/html;charset=utf-8";
      case "css" -> "text/css;charset=utf-8";
      case "js" -> "text/javascript;charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> throw new IllegalArgumentException("nobody knows what " + name + " is");
    };
  }

  private static String etag(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return '"' + HexFormat.of().formatHex(hash, 0, 16) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
