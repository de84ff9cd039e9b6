package org.edgestill.trust.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.PublicKey;
import java.util.HexFormat;
import java.util.Optional;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.model.Digests;
import org.edgestill.model.json.StrictJson;
import org.edgestill.model.json.StrictObject;

/**
 * A public key of the root metadata.
 *
 * @param keyId SHA-256 of the canonical JSON of the key
 * @param publicHex the 32 bytes of the key as 64 lower-case hexadecimal digits; what keys are
 *     counted by, because one key can have several ids
 */
public record TufKey(String keyId, String publicHex) {

  private static final String ED25519 = "ed25519";
  private static final int MAX_TEXT = 64;

  /** A key with its id. */
  public static TufKey of(PublicKey key) {
    String hex = HexFormat.of().formatHex(Ed25519.raw(key));
    return new TufKey(keyId(json(hex)), hex);
  }

  /**
   * Reads a key.
   *
   * @return empty for a type that is not supported; its signatures do not count
   * @throws ModelRefusedException with {@code MALFORMED} if the id is not the hash of the key
   */
  public static Optional<TufKey> parse(String keyId, StrictObject json)
      throws ModelRefusedException {
    String actual = Digests.sha256(CanonicalJson.encode(json.node()));
    if (!actual.equals(keyId)) {
      throw json.malformed("keyid", "is not the SHA-256 of the key");
    }
    if (!json.string("keytype", MAX_TEXT).equals(ED25519)
        || !json.string("scheme", MAX_TEXT).equals(ED25519)) {
      return Optional.empty();
    }
    StrictObject value = json.object("keyval");
    String hex = value.string("public", 2 * Ed25519.PUBLIC_BYTES);
    if (!Digests.isSha256(hex)) {
      // Upper case would be a second way to write the same key.
      throw value.malformed("public", "must be 64 lower-case hexadecimal digits");
    }
    return Optional.of(new TufKey(keyId, hex));
  }

  /** The form in metadata. */
  public ObjectNode toJson() {
    return json(publicHex);
  }

  boolean verify(byte[] message, byte[] signature) {
    return Ed25519.verify(HexFormat.of().parseHex(publicHex), message, signature);
  }

  private static ObjectNode json(String publicHex) {
    ObjectNode key = StrictJson.newObject();
    key.put("keytype", ED25519);
    key.putObject("keyval").put("public", publicHex);
    key.put("scheme", ED25519);
    return key;
  }

  private static String keyId(ObjectNode key) {
    try {
      return Digests.sha256(CanonicalJson.encode(key));
    } catch (ModelRefusedException e) {
      throw new IllegalStateException("a key holds no numbers", e);
    }
  }
}
