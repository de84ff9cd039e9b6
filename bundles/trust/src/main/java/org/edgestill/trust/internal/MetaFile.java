package org.edgestill.trust.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.model.Digests;
import org.edgestill.model.json.StrictObject;
import org.jspecify.annotations.Nullable;

/**
 * What one role says about the metadata of another.
 *
 * @param version which version
 * @param length bytes; {@code null} if not said
 * @param hashes algorithm of TUF, for instance {@code sha256}, to lower-case hexadecimal digits;
 *     empty if not said
 */
public record MetaFile(long version, @Nullable Long length, Map<String, String> hashes) {

  /** Names of TUF to names of Java. */
  private static final Map<String, String> ALGORITHMS =
      Map.of("sha256", "SHA-256", "sha512", "SHA-512");

  private static final int MAX_HEX = 128;

  public MetaFile {
    hashes = Map.copyOf(hashes);
  }

  /** What is to be said about content. */
  public static MetaFile of(long version, byte[] content) {
    return new MetaFile(version, (long) content.length, Map.of("sha256", Digests.sha256(content)));
  }

  /** Reads an entry; length and hashes are optional, but unknown hashes alone are refused. */
  static MetaFile parse(StrictObject json) throws ModelRefusedException {
    Long length = json.has("length") ? json.integer("length", 1, Integer.MAX_VALUE) : null;
    Map<String, String> hashes = json.has("hashes") ? hashes(json) : Map.of();
    return new MetaFile(json.integer("version", 1, MetadataReader.MAX_VERSION), length, hashes);
  }

  static Map<String, String> hashes(StrictObject json) throws ModelRefusedException {
    StrictObject object = json.object("hashes");
    Map<String, String> hashes = new TreeMap<>();
    for (String algorithm : object.names()) {
      if (ALGORITHMS.containsKey(algorithm)) {
        hashes.put(algorithm, object.string(algorithm, MAX_HEX));
      }
    }
    if (hashes.isEmpty()) {
      throw json.malformed("hashes", "must hold sha256 or sha512");
    }
    return hashes;
  }

  /** The most bytes to fetch. */
  int limit(int cap) {
    return length == null ? cap : (int) Math.min(length, cap);
  }

  /**
   * Checks content against length and hashes.
   *
   * @param what names it in messages
   * @throws ModelRefusedException with {@code LENGTH_EXCEEDED} or {@code HASH_MISMATCH}
   */
  void check(byte[] content, String what) throws ModelRefusedException {
    if (length != null && content.length > length) {
      throw new ModelRefusedException(
          RefusalCode.LENGTH_EXCEEDED,
          what + " has " + content.length + " bytes, but " + length + " are signed");
    }
    if (!matches(content)) {
      throw new ModelRefusedException(
          RefusalCode.HASH_MISMATCH, what + " does not have the signed length and hash");
    }
  }

  /** Whether content has the length and the hashes, as far as they are said. */
  boolean matches(byte[] content) {
    if (length != null && content.length != length) {
      return false;
    }
    return hashes.entrySet().stream()
        .allMatch(hash -> hash.getValue().equals(digest(hash.getKey(), content)));
  }

  void write(ObjectNode json) {
    json.put("version", version);
    if (length != null) {
      json.put("length", length);
    }
    if (!hashes.isEmpty()) {
      ObjectNode object = json.putObject("hashes");
      new TreeMap<>(hashes).forEach(object::put);
    }
  }

  private static String digest(String algorithm, byte[] content) {
    try {
      return Digests.hex(
          MessageDigest.getInstance(ALGORITHMS.getOrDefault(algorithm, algorithm)).digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }
}
