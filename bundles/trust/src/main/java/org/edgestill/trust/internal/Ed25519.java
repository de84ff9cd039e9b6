package org.edgestill.trust.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** Ed25519 keys and signatures of the Java platform, in the forms that TUF uses. */
public final class Ed25519 {

  /** Bytes of a public key. */
  public static final int PUBLIC_BYTES = 32;

  /** Bytes of a signature. */
  public static final int SIGNATURE_BYTES = 64;

  private static final String ALGORITHM = "Ed25519";

  /** What stands before the 32 bytes of a public key in its X.509 form (RFC 8410). */
  private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final String PEM_BEGIN = "-----BEGIN PRIVATE KEY-----\n";
  private static final String PEM_END = "\n-----END PRIVATE KEY-----\n";

  private Ed25519() {}

  /** A new pair from the platform's secure random source. */
  public static KeyPair generate() {
    try {
      return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java 15 and later have Ed25519", e);
    }
  }

  /** The 32 bytes of a public key. */
  public static byte[] raw(PublicKey key) {
    byte[] encoded = key.getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - PUBLIC_BYTES, encoded.length);
  }

  /** Whether the signature over the message is by the key; also false if either is not sound. */
  public static boolean verify(byte[] rawPublicKey, byte[] message, byte[] signature) {
    if (rawPublicKey.length != PUBLIC_BYTES || signature.length != SIGNATURE_BYTES) {
      return false;
    }
    byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + PUBLIC_BYTES);
    System.arraycopy(rawPublicKey, 0, encoded, X509_PREFIX.length, PUBLIC_BYTES);
    try {
      Signature verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(
          KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded)));
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Signs a message. */
  public static byte[] sign(PrivateKey key, byte[] message) {
    try {
      Signature signer = Signature.getInstance(ALGORITHM);
      signer.initSign(key);
      signer.update(message);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not a usable Ed25519 key", e);
    }
  }

  /** A private key as PKCS#8 in PEM, as OpenSSL writes it. */
  public static byte[] toPem(PrivateKey key) {
    return (PEM_BEGIN + Base64.getEncoder().encodeToString(key.getEncoded()) + PEM_END)
        .getBytes(US_ASCII);
  }

  /**
   * Reads a private key from PKCS#8 in PEM.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static PrivateKey fromPem(byte[] pem) {
    String text = new String(pem, US_ASCII).strip();
    if (!text.startsWith(PEM_BEGIN.strip()) || !text.endsWith(PEM_END.strip())) {
      throw new IllegalArgumentException("not a PKCS#8 private key in PEM");
    }
    String base64 =
        text.substring(PEM_BEGIN.strip().length(), text.length() - PEM_END.strip().length());
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an Ed25519 private key", e);
    }
  }
}
