package org.edgestill.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.edgestill.model.Refusals.assertRefused;

import java.util.List;
import org.edgestill.api.model.RefusalCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code features.json} and {@code golden.json}. */
class PackageFilesTest {

  @Test
  void aFeatureSchemaIsReadAsItWasWritten() throws Exception {
    byte[] json = FeatureSchemas.toJson(Examples.SCHEMA);

    assertThat(FeatureSchemas.parse(json)).isEqualTo(Examples.SCHEMA);
    assertThat(json)
        .asString(UTF_8)
        .isEqualTo(
            "{\"schema\":\"edgestill.features/1\",\"sequenceLength\":3,"
                + "\"behaviours\":[\"other\",\"view\",\"rating\"],\"gapBoundsSeconds\":[60,3600]}\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "features/1 ~ features/2",
        "\"sequenceLength\":3 ~ \"sequenceLength\":0",
        "\"other\",\"view\" ~ \"view\",\"other\"",
        "\"view\" ~ \"rating\"",
        "60,3600 ~ 3600,60",
        "60,3600 ~ 60,\"3600\"",
      })
  void aChangedFeatureSchemaIsMalformed(String from, String to) {
    String json = new String(FeatureSchemas.toJson(Examples.SCHEMA), UTF_8);
    assertThat(json).contains(from);
    assertRefused(
        RefusalCode.MALFORMED, () -> FeatureSchemas.parse(json.replace(from, to).getBytes(UTF_8)));
  }

  @Test
  void goldenVectorsAreReadToTheLastBit() throws Exception {
    GoldenVector extreme =
        new GoldenVector(
            new long[] {1},
            new long[] {1},
            new long[] {1},
            new long[0],
            4,
            new long[] {5, 6, 7},
            new float[] {Float.MAX_VALUE, Float.MIN_VALUE, 16777217 * 0.1f});
    List<GoldenVector> vectors = List.of(Examples.VECTOR, extreme);

    assertThat(GoldenVectors.parse(GoldenVectors.toJson(vectors))).isEqualTo(vectors);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "golden/1 ~ golden/9",
        "\"items\":[0,1,2] ~ \"items\":[1,2]",
        "\"items\":[0,1,2] ~ \"items\":[0,1,-2]",
        "\"k\":2 ~ \"k\":1",
        "\"topItems\":[3,1] ~ \"topItems\":[3]",
        "-1.7 ~ -1e39",
        "\"k\":2, ~ ``",
      })
  void changedGoldenVectorsAreMalformed(String from, String to) {
    String json = new String(GoldenVectors.toJson(List.of(Examples.VECTOR)), UTF_8);
    assertThat(json).contains(from.strip());
    String other =
        from.startsWith("-1.7") ? json.replaceFirst("-1\\.7[0-9]*", to) : json.replace(from, to);
    assertRefused(RefusalCode.MALFORMED, () -> GoldenVectors.parse(other.getBytes(UTF_8)));
  }

  @Test
  void aGoldenScoreThatIsNotFiniteCanNotBeWritten() {
    assertThatThrownBy(
            () ->
                new GoldenVector(
                    new long[1],
                    new long[1],
                    new long[1],
                    new long[0],
                    1,
                    new long[1],
                    new float[] {Float.NaN}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
