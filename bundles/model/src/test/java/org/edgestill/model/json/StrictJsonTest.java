package org.edgestill.model.json;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.edgestill.model.Refusals.assertRefused;

import org.edgestill.api.model.RefusalCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"a\":1,\"a\":2}",
        "{\"o\":{\"a\":1,\"\\u0061\":2}}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":-Infinity}",
        "{\"a\":1e999}",
        "{\"a\":01}",
        "{\"a\":1}}",
        "{\"a\":1} {}",
        "{\"a\":1,}",
        "{'a':1}",
        "{a:1}",
        "// comment\n{}",
        "{\"a\":\"\\ud800\"}",
        "{\"\\udc00\":1}",
        "\uFEFF{}",
        "{\"a\":11111111111111111111111111111111111111111111111111111111111111111111}",
      })
  void whatIsNotPlainJsonIsMalformed(String json) {
    assertRefused(RefusalCode.MALFORMED, () -> StrictJson.parse(json.getBytes(UTF_8), "x", 1_000))
        .hasMessageStartingWith("x: ");
  }

  @Test
  void depth32IsReadAndDepth33IsRefused() throws Exception {
    StrictJson.parse(("[".repeat(32) + "]".repeat(32)).getBytes(UTF_8), "x", 100);
    assertRefused(
        RefusalCode.MALFORMED,
        () -> StrictJson.parse(("[".repeat(33) + "]".repeat(33)).getBytes(UTF_8), "x", 100));
  }

  @Test
  void otherEncodingsAreMalformed() {
    assertRefused(RefusalCode.MALFORMED, () -> StrictJson.parse("{}".getBytes(UTF_16), "x", 100));
    byte[] overlong = {'"', (byte) 0xc0, (byte) 0xaf, '"'};
    assertRefused(RefusalCode.MALFORMED, () -> StrictJson.parse(overlong, "x", 100));
  }

  @Test
  void oneByteMoreThanAllowedIsRefusedBeforeParsing() throws Exception {
    StrictJson.parse("[1]".getBytes(UTF_8), "x", 3);
    assertRefused(
        RefusalCode.LENGTH_EXCEEDED, () -> StrictJson.parse("]]]]".getBytes(UTF_8), "x", 3));
  }

  @Test
  void messagesSayWhereAndWhat() throws Exception {
    StrictObject json =
        StrictJson.parseObject("{\"a\":{\"b\":[{\"c\":1.5}]}}".getBytes(UTF_8), "doc.json", 100);
    StrictObject inner = json.object("a").objects("b", 1).get(0);

    assertRefused(RefusalCode.MALFORMED, () -> inner.integer("c", 0, 9))
        .hasMessage("doc.json.a.b[0].c must be a whole number");
    assertRefused(RefusalCode.MALFORMED, () -> inner.string("d", 9))
        .hasMessage("doc.json.a.b[0].d is missing");
    assertRefused(RefusalCode.MALFORMED, () -> inner.onlyFields("d"))
        .hasMessage("doc.json.a.b[0] has unknown fields: c");
  }

  @Test
  void numbersOutsideTheirBoundsAreRefused() throws Exception {
    StrictObject json =
        StrictJson.parseObject(
            "{\"n\":10,\"big\":9223372036854775808,\"t\":\"1\"}".getBytes(UTF_8), "x", 100);

    assertThat(json.integer("n", 0, 10)).isEqualTo(10);
    assertRefused(RefusalCode.MALFORMED, () -> json.integer("n", 0, 9));
    assertRefused(RefusalCode.MALFORMED, () -> json.integer("big", 0, Long.MAX_VALUE));
    assertRefused(RefusalCode.MALFORMED, () -> json.integer("t", 0, 9));
  }

  @Test
  void whatWasWrittenIsRead() throws Exception {
    byte[] bytes = StrictJson.toBytes(StrictJson.newObject().put("z", 1).put("a", "é\n"));

    assertThat(bytes).asString(UTF_8).isEqualTo("{\"z\":1,\"a\":\"é\\n\"}\n");
    assertThat(StrictJson.parseObject(bytes, "x", 100).string("a", 2)).isEqualTo("é\n");
  }
}
