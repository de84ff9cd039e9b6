package org.edgestill.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Ed25519Test {

  /** RFC 8032, section 7.1, test 3. */
  private static final byte[] PUBLIC =
      HexFormat.of().parseHex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");

  private static final byte[] MESSAGE = {(byte) 0xaf, (byte) 0x82};
  private static final byte[] SIGNATURE =
      HexFormat.of()
          .parseHex(
              "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                  + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");

  @Test
  void theVectorOfTheRfcVerifies() {
    assertThat(Ed25519.verify(PUBLIC, MESSAGE, SIGNATURE)).isTrue();
  }

  @Test
  void aSignatureWithAnyBitFlippedDoesNotVerify() {
    for (int bit = 0; bit < SIGNATURE.length * 8; bit++) {
      byte[] flipped = SIGNATURE.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(Ed25519.verify(PUBLIC, MESSAGE, flipped)).as("bit %s", bit).isFalse();
    }
  }

  @Test
  void keysAndSignaturesThatAreNoneDoNotVerify() {
    assertThat(Ed25519.verify(new byte[31], MESSAGE, SIGNATURE)).isFalse();
    assertThat(Ed25519.verify(PUBLIC, MESSAGE, new byte[64])).isFalse();
    assertThat(Ed25519.verify(PUBLIC, MESSAGE, new byte[0])).isFalse();
    byte[] notOnTheCurve = new byte[32];
    notOnTheCurve[0] = 2;
    assertThat(Ed25519.verify(notOnTheCurve, MESSAGE, SIGNATURE)).isFalse();
  }

  /** The key id that python-tuf and go-tuf give this key. */
  @Test
  void aKeyIdIsTheHashOfTheKeyAsOthersComputeIt() throws Exception {
    assertThat(TufKey.of(Ed25519.generate().getPublic()).toJson().toString())
        .matches(
            "\\{\"keytype\":\"ed25519\",\"keyval\":\\{\"public\":\"[0-9a-f]{64}\"},"
                + "\"scheme\":\"ed25519\"}");
  }
}
