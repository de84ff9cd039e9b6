package org.edgestill.trust.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.edgestill.model.json.StrictJson;
import org.edgestill.model.json.StrictObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  /** The keys of the specification's example of a root (section 4.3). */
  @ParameterizedTest
  @CsvSource({
    "1bf1c6e3cdd3d3a8420b19199e27511999850f4b376c4547b2f32fba7e80fca3,"
        + "72378e5bc588793e58f81c8533da64a2e8f1565c1fcc7f253496394ffc52542c",
    "135c2f50e57ff11e744d234a62cebad8c38daf399604a7655661cc9199c69164,"
        + "68ead6e54a43f8f36f9717b10669d1ef0ebb38cee6b05317669341309f1069cb",
    "cb3fbd83df4ba2471a736b065650878280964a98843ec13b457a99b2a21cc3b4,"
        + "66dd78c5c2a78abc6fc6b267ff1a8017ba0e8bfc853dd97af351949bba021275",
    "66676daa73bdfb4804b56070c8927ae491e2a6c2314f05b854dea94de8ff6bfc,"
        + "01c61f8dc7d77fcef973f4267927541e355e8ceda757e2c402818dad850f856e"
  })
  void aKeyIdIsTheHashThatTheSpecificationHas(String keyId, String publicHex) throws Exception {
    String json =
        "{\"keytype\":\"ed25519\",\"scheme\":\"ed25519\",\"keyval\":{\"public\":\"%s\"}}"
            .formatted(publicHex);
    StrictObject key = StrictJson.parseObject(json.getBytes(US_ASCII), "key", json.length());

    assertThat(TufKey.parse(keyId, key)).contains(new TufKey(keyId, publicHex));
  }

  @Test
  void aKeyIsWrittenAsTheSpecificationHasIt() {
    assertThat(TufKey.of(Ed25519.generate().getPublic()).toJson().toString())
        .matches(
            "\\{\"keytype\":\"ed25519\",\"keyval\":\\{\"public\":\"[0-9a-f]{64}\"},"
                + "\"scheme\":\"ed25519\"}");
  }
}
