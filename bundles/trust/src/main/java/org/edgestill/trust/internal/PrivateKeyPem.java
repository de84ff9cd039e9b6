package org.edgestill.trust.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

/**
 * Private keys at rest: PKCS#8 in PEM (RFC 7468), as OpenSSL reads and writes it. With a password
 * they are encrypted by PBES2 (RFC 8018): PBKDF2 with HMAC-SHA512, then AES-256 in CBC mode. A
 * wrong password shows at the padding or because the key is another than its file's name says.
 */
public final class PrivateKeyPem {

  private static final String PLAIN = "PRIVATE KEY";
  private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";
  private static final String CIPHER = "PBEWithHmacSHA512AndAES_256";

  /** What OWASP's password storage cheat sheet asks of PBKDF2 with HMAC-SHA512. */
  private static final int ITERATIONS = 210_000;

  /** The object identifier of PBES2, 1.2.840.113549.1.5.13, in DER. */
  private static final byte[] PBES2 = HexFormat.of().parseHex("06092a864886f70d01050d");

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;

  private static final int SALT_BYTES = 16;
  private static final int IV_BYTES = 16;

  private PrivateKeyPem() {}

  /**
   * Writes a key.
   *
   * @param password empty to leave it in the clear
   */
  public static byte[] write(PrivateKey key, char[] password) {
    try {
      return password.length == 0
          ? pem(PLAIN, key.getEncoded())
          : pem(ENCRYPTED, encrypt(key.getEncoded(), password));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every Java platform from 8 on has " + CIPHER, e);
    }
  }

  /** Whether a password is needed to read it. */
  public static boolean isEncrypted(byte[] pem) {
    return new String(pem, US_ASCII).stripLeading().startsWith(begin(ENCRYPTED));
  }

  /**
   * Reads a key.
   *
   * @param password looked at only if the key is encrypted
   * @throws IllegalArgumentException if it is no private key, or the password is wrong
   */
  public static PrivateKey read(byte[] pem, char[] password) {
    try {
      byte[] encoded =
          isEncrypted(pem) ? decrypt(body(ENCRYPTED, pem), password) : body(PLAIN, pem);
      return KeyFactory.getInstance(Ed25519.ALGORITHM)
          .generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          isEncrypted(pem)
              ? "can not be decrypted; is it another password?"
              : "not an Ed25519 private key",
          e);
    }
  }

  private static byte[] encrypt(byte[] encoded, char[] password)
      throws GeneralSecurityException, IOException {
    SecureRandom random = new SecureRandom();
    byte[] salt = new byte[SALT_BYTES];
    byte[] iv = new byte[IV_BYTES];
    random.nextBytes(salt);
    random.nextBytes(iv);
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(
        Cipher.ENCRYPT_MODE,
        secret(CIPHER, password),
        new PBEParameterSpec(salt, ITERATIONS, new IvParameterSpec(iv)));
    // The platform reads this structure, but up to Java 17 can not write it for PBES2.
    byte[] parameters = cipher.getParameters().getEncoded();
    return der(
        SEQUENCE,
        concat(
            der(SEQUENCE, concat(PBES2, parameters)), der(OCTET_STRING, cipher.doFinal(encoded))));
  }

  /** One element in DER; an encrypted Ed25519 key has less than 256 bytes. */
  private static byte[] der(int tag, byte[] content) {
    int length = content.length;
    return concat(
        length < 0x80
            ? new byte[] {(byte) tag, (byte) length}
            : new byte[] {(byte) tag, (byte) 0x81, (byte) length},
        content);
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static byte[] decrypt(byte[] encrypted, char[] password)
      throws GeneralSecurityException, IOException {
    EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encrypted);
    // For PBES2 the platform says which of its ciphers it is only in the text of the parameters.
    String algorithm = info.getAlgParameters().toString();
    Cipher cipher = Cipher.getInstance(algorithm);
    cipher.init(Cipher.DECRYPT_MODE, secret(algorithm, password), info.getAlgParameters());
    return info.getKeySpec(cipher).getEncoded();
  }

  private static SecretKey secret(String algorithm, char[] password)
      throws GeneralSecurityException {
    PBEKeySpec spec = new PBEKeySpec(password);
    try {
      return SecretKeyFactory.getInstance(algorithm).generateSecret(spec);
    } finally {
      spec.clearPassword();
    }
  }

  private static byte[] pem(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return (begin(label) + "\n" + base64 + "\n" + end(label) + "\n").getBytes(US_ASCII);
  }

  private static byte[] body(String label, byte[] pem) {
    String text = new String(pem, US_ASCII).strip();
    if (!text.startsWith(begin(label)) || !text.endsWith(end(label))) {
      throw new IllegalArgumentException("not a PKCS#8 private key in PEM");
    }
    return Base64.getMimeDecoder()
        .decode(text.substring(begin(label).length(), text.length() - end(label).length()));
  }

  private static String begin(String label) {
    return "-----BEGIN " + label + "-----";
  }

  private static String end(String label) {
    return "-----END " + label + "-----";
  }
}
