package org.edgestill.trust.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PrivateKeyPemTest {

  private static final char[] PASSWORD = "correct horse".toCharArray();
  private static final char[] NONE = {};

  /**
   * Written by OpenSSL 3.0.19: {@code openssl genpkey -algorithm ed25519 | openssl pkcs8 -topk8 -v2
   * aes-256-cbc -v2prf hmacWithSHA256 -iter 2048 -passout "pass:correct horse"}.
   */
  private static final String BY_OPENSSL =
      """
      -----BEGIN ENCRYPTED PRIVATE KEY-----
      MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAiq9T96A5nCvQICCAAw
      DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEANlGbby1YkIc9hjbV7TfXwEQJgM
      SuWWHLN6eCjcnt/d9Luqj7NM+YJT2MN/h1psrIPbDcyXksy+ydP20XMxccRSOY0t
      HgUj+qZ2N8ejCeEPNo4=
      -----END ENCRYPTED PRIVATE KEY-----
      """;

  private static final String PUBLIC_OF_OPENSSL =
      "be805885f2125df97db49a4d232e6f6cf17124d502bf82bac56f30dd6e8b3cf7";

  @Test
  void aKeyIsReadAsItWasWrittenWithAndWithoutPassword() {
    KeyPair pair = Ed25519.generate();
    for (char[] password : new char[][] {NONE, PASSWORD}) {
      byte[] pem = PrivateKeyPem.write(pair.getPrivate(), password);
      boolean encrypted = password.length > 0;
      assertThat(PrivateKeyPem.isEncrypted(pem)).isEqualTo(encrypted);
      assertThat(new String(pem, US_ASCII))
          .startsWith(
              encrypted
                  ? "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                  : "-----BEGIN PRIVATE KEY-----\n");
      assertThat(PrivateKeyPem.read(pem, password)).isEqualTo(pair.getPrivate());
    }
  }

  @Test
  void aKeyThatOpenSslEncryptedIsRead() {
    byte[] message = {1, 2, 3};
    byte[] signature =
        Ed25519.sign(PrivateKeyPem.read(BY_OPENSSL.getBytes(US_ASCII), PASSWORD), message);
    assertThat(Ed25519.verify(HexFormat.of().parseHex(PUBLIC_OF_OPENSSL), message, signature))
        .isTrue();
  }

  @Test
  void whatIsNoKeyOrHasAnotherPasswordIsRefused() {
    assertThatThrownBy(() -> PrivateKeyPem.read("hello".getBytes(US_ASCII), NONE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> PrivateKeyPem.read(BY_OPENSSL.getBytes(US_ASCII), "wrong".toCharArray()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("password");
  }
}
