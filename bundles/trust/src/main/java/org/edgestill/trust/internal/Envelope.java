package org.edgestill.trust.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.model.json.StrictJson;
import org.edgestill.model.json.StrictObject;
import org.edgestill.trust.Role;

/**
 * Metadata with its signatures. Gives the signed content away only after signatures and type have
 * been checked.
 */
public final class Envelope {

  private static final int MAX_SIGNATURES = 64;
  private static final int MAX_TEXT = 256;
  private static final Pattern SIGNATURE = Pattern.compile("[0-9a-f]{128}");

  /** Any 1.x: the specification promises that minor versions stay readable. */
  private static final Pattern SPEC_VERSION = Pattern.compile("1\\.[0-9]{1,6}(\\.[0-9]{1,6})?");

  private final Role role;
  private final StrictObject signed;
  private final List<KeySignature> signatures;

  private record KeySignature(String keyId, String hex) {}

  private Envelope(Role role, StrictObject signed, List<KeySignature> signatures) {
    this.role = role;
    this.signed = signed;
    this.signatures = signatures;
  }

  /**
   * Reads the outer form: signatures, and that there is signed content.
   *
   * @param maxBytes more are refused before anything is looked at
   * @throws ModelRefusedException with {@code LENGTH_EXCEEDED} or {@code MALFORMED}
   */
  public static Envelope parse(byte[] bytes, Role role, int maxBytes) throws ModelRefusedException {
    StrictObject root = StrictJson.parseObject(bytes, role.typeName() + " metadata", maxBytes);
    List<KeySignature> signatures = new ArrayList<>();
    for (StrictObject signature : root.objects("signatures", MAX_SIGNATURES)) {
      signatures.add(
          new KeySignature(
              signature.string("keyid", MAX_TEXT),
              // Empty while a signature is still to be made, says the specification.
              signature.node().path("sig").asText("")));
    }
    return new Envelope(role, root.object("signed"), signatures);
  }

  /**
   * Checks that enough different keys have signed. Keys are counted by their material: the same key
   * twice, or under two ids, counts once. Signatures by other keys are ignored.
   *
   * @throws ModelRefusedException with {@code SIGNATURE_INVALID} if no signature counts, with
   *     {@code THRESHOLD_NOT_MET} if too few do
   */
  public Envelope requireSignedBy(RoleKeys signers) throws ModelRefusedException {
    byte[] message = CanonicalJson.encode(signed.node());
    Set<String> counted = new HashSet<>();
    for (KeySignature signature : signatures) {
      for (TufKey key : signers.keys()) {
        if (key.keyId().equals(signature.keyId())
            && !counted.contains(key.publicHex())
            && SIGNATURE.matcher(signature.hex()).matches()
            && key.verify(message, HexFormat.of().parseHex(signature.hex()))) {
          counted.add(key.publicHex());
        }
      }
    }
    if (counted.isEmpty()) {
      throw new ModelRefusedException(
          RefusalCode.SIGNATURE_INVALID,
          "no signature of the " + role.typeName() + " metadata is by a key of that role");
    }
    if (counted.size() < signers.threshold()) {
      throw new ModelRefusedException(
          RefusalCode.THRESHOLD_NOT_MET,
          "the "
              + role.typeName()
              + " metadata is signed by "
              + counted.size()
              + " of at least "
              + signers.threshold()
              + " keys");
    }
    return this;
  }

  /**
   * The signed content, once its signatures have been checked.
   *
   * @throws ModelRefusedException with {@code MALFORMED} if it is metadata of another role or of
   *     another major version of TUF
   */
  public StrictObject content() throws ModelRefusedException {
    String type = signed.string("_type", MAX_TEXT);
    if (!type.equals(role.typeName())) {
      throw signed.malformed("_type", "must be '" + role.typeName() + "'");
    }
    if (!SPEC_VERSION.matcher(signed.string("spec_version", MAX_TEXT)).matches()) {
      throw signed.malformed("spec_version", "must be 1.x");
    }
    return signed;
  }

  /**
   * The content of a root before its signatures are checked: a root says itself which keys must
   * have signed it. Nothing of it may be trusted before {@link #requireSignedBy}.
   */
  StrictObject unverifiedContent() throws ModelRefusedException {
    return content();
  }
}
