package org.edgestill.trust.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.model.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {

  private static String canonical(String json) throws ModelRefusedException {
    return new String(
        CanonicalJson.encode(StrictJson.parse(json.getBytes(UTF_8), "x", 1_000)), UTF_8);
  }

  /** What securesystemslib.formats.encode_canonical, used by python-tuf, gives. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "\"\" ~ \"\"",
        "[1, 2, 3] ~ [1,2,3]",
        "[] ~ []",
        "{} ~ {}",
        "{\"A\": [99]} ~ {\"A\":[99]}",
        "{\"x\": 3, \"y\": 2} ~ {\"x\":3,\"y\":2}",
        "{\"y\": 2, \"x\": 3, \"Z\": null} ~ {\"Z\":null,\"x\":3,\"y\":2}",
        "[true, false, null, -7] ~ [true,false,null,-7]",
        "\"\\u00e9\\/\\\"\\\\\" ~ \"é/\\\"\\\\\"",
        "9007199254740993 ~ 9007199254740993",
      })
  void theVectorsOfOtherImplementationsAreMet(String json, String expected) throws Exception {
    assertThat(canonical(json)).isEqualTo(expected);
  }

  @Test
  void controlCharactersStandAsTheyAre() throws Exception {
    assertThat(canonical("\"a\\n\\t\\u0001\"")).isEqualTo("\"a\n\t\u0001\"");
  }

  @Test
  void keysAreInTheOrderOfCodePointsNotOfUtf16() throws Exception {
    // U+FF5E is less than U+1F3AC, but its UTF-16 unit is more than the surrogate D83C.
    assertThat(canonical("{\"\ud83c\udfac\":1,\"\uff5e\":2}"))
        .isEqualTo("{\"\uff5e\":2,\"\ud83c\udfac\":1}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "[1.0]", "{\"a\":1e2}"})
  void numbersThatAreNotWholeAreRefused(String json) {
    assertThatThrownBy(() -> canonical(json)).isInstanceOf(ModelRefusedException.class);
  }
}
