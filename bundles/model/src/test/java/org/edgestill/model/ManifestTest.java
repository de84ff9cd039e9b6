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
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {

  private static final String HASH = "0123456789abcdef".repeat(4);

  private static final Manifest EXAMPLE =
      Examples.manifest()
          .withFiles(
              List.of(
                  new FileEntry("student.onnx", 600, HASH, 256, List.of(HASH, HASH, HASH)),
                  new FileEntry("catalogue", 0, HASH, 65536, List.of())));

  private static byte[] changed(String from, String to) {
    String json = new String(EXAMPLE.toJson(), UTF_8);
    assertThat(json).contains(from);
    return json.replace(from, to).getBytes(UTF_8);
  }

  @Test
  void whatIsWrittenIsReadAndWrittenTheSame() throws Exception {
    Manifest read = Manifest.parse(EXAMPLE.toJson());

    assertThat(read).isEqualTo(EXAMPLE);
    assertThat(read.toJson()).isEqualTo(EXAMPLE.toJson());
    assertThat(read.totalLength()).isEqualTo(600);
    assertThat(read.quality()).containsEntry("ndcg@10", 0.088);
  }

  @Test
  void theLastChunkIsShorter() {
    FileEntry student = EXAMPLE.file("student.onnx").orElseThrow();

    assertThat(student.chunkLength(1)).isEqualTo(256);
    assertThat(student.chunkLength(2)).isEqualTo(88);
    assertThat(student.chunkOffset(2)).isEqualTo(512);
    assertThatThrownBy(() -> student.chunkLength(3)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void deltasAreReadAndWrittenTheSame_andMayBeLeftOut() throws Exception {
    DeltaEntry delta = new DeltaEntry(HASH, "xor+deflate", 300, HASH, List.of(HASH, HASH));
    Manifest manifest =
        EXAMPLE.withFiles(List.of(EXAMPLE.files().get(0).withDeltas(List.of(delta))));

    assertThat(Manifest.parse(manifest.toJson())).isEqualTo(manifest);
    assertThat(new String(EXAMPLE.toJson(), UTF_8)).doesNotContain("deltas");
    assertThat(manifest.withoutDeltas().files()).containsExactly(EXAMPLE.files().get(0));
  }

  @Test
  void aDeltaWhoseChunksDoNotFitIsMalformed() {
    FileEntry student = EXAMPLE.files().get(0);
    DeltaEntry delta = new DeltaEntry(HASH, "xor+deflate", 300, HASH, List.of(HASH));
    assertThatThrownBy(() -> student.withDeltas(List.of(delta)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("300 bytes are 2 chunks, but 1 are listed");
    assertRefused(
        RefusalCode.MALFORMED,
        () -> Manifest.parse(changed("\"length\":600", "\"deltas\":[{\"x\":1}],\"length\":600")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "edgestill.model/1 ~ edgestill.model/2",
        "\"name\":\"films\" ~ \"name\":\"../films\"",
        "\"version\":7 ~ \"version\":0",
        "\"version\":7 ~ \"version\":7,\"version\":8",
        "\"version\":7 ~ \"version\":7.0",
        "\"version\":7 ~ \"version\":\"7\"",
        "\"version\":7 ~ \"version\":7,\"run\":\"rm\"",
        "2026-11-24T12:00:00Z ~ yesterday",
        "[1,2) ~ 1..2",
        "\"opset\":17 ~ \"opset\":null",
        "\"p99Micros\":2000 ~ \"p99Micros\":-1",
        "\"value\":0.088 ~ \"value\":NaN",
        "\"length\":600 ~ \"length\":-1",
        "\"length\":600 ~ \"length\":99999999999999",
        "\"length\":600 ~ \"length\":1000",
        "\"chunkLength\":256 ~ \"chunkLength\":0",
        "\"path\":\"catalogue\" ~ \"path\":\"student.onnx\"",
        "\"path\":\"catalogue\" ~ \"path\":\"manifest.json\"",
        "\"path\":\"catalogue\" ~ \"path\":\"student.onnx/inside\"",
        "\"sha256\":\"0123 ~ \"sha256\":\"012G",
      })
  void aChangedManifestIsMalformed(String from, String to) {
    assertRefused(RefusalCode.MALFORMED, () -> Manifest.parse(changed(from, to)))
        .hasMessageStartingWith("manifest.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "../x",
        "a/../b",
        "a/..",
        "..",
        ".",
        "a//b",
        "a/",
        "",
        "a\\\\b",
        "a\\u0000b",
        "Card.md",
        ".hidden",
        "c:x",
        "é",
        "a b",
      })
  void aPathThatCouldLeaveThePackageIsMalformed(String path) {
    assertRefused(
        RefusalCode.MALFORMED,
        () -> Manifest.parse(changed("\"path\":\"catalogue\"", "\"path\":\"" + path + "\"")));
  }

  @Test
  void aPathOf200CharactersIsReadAndLongerOnesAreMalformed() throws Exception {
    assertThat(PackagePath.check("a".repeat(200))).hasSize(200);
    for (int length : new int[] {201, 300}) {
      assertRefused(
          RefusalCode.MALFORMED,
          () ->
              Manifest.parse(
                  changed("\"path\":\"catalogue\"", "\"path\":\"" + "a".repeat(length) + "\"")));
    }
  }

  @Test
  void moreThanFourMebibytesAreRefused() {
    assertRefused(
        RefusalCode.LENGTH_EXCEEDED, () -> Manifest.parse(new byte[Manifest.MAX_BYTES + 1]));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "[1,2);1.0.0;true",
        "[1,2);1.99.7;true",
        "[1,2);2;false",
        "[1.22,2);1.21.9;false",
        "[1.22,2);1.28.0;true",
        "(1,2];1;false",
        "(1,2];2.0.0;true",
        "[1,2);1.0.0.SNAPSHOT;true",
      })
  void versionRangesAreThoseOfOsgi(String range, String version, boolean included) {
    assertThat(new VersionRange(range).includes(version)).isEqualTo(included);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "[2,1)", "[1,1)", "[1,2", "[a,b)", "[1,2,3)"})
  void aRangeWithoutVersionsIsRefused(String range) {
    assertThatThrownBy(() -> new VersionRange(range)).isInstanceOf(IllegalArgumentException.class);
  }
}
