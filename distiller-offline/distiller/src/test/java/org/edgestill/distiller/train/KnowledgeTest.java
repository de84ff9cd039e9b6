package org.edgestill.distiller.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.edgestill.distiller.data.InputException;
import org.edgestill.distiller.train.Knowledge.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnowledgeTest {

  private static final Header HEADER = new Header("mine", 3, 2, 4, 5, 3, 0.5);

  private final Path file;

  KnowledgeTest(@TempDir Path folder) {
    this.file = folder.resolve("knowledge.bin");
  }

  private static float[] floats(int count, float first) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = first + i;
    }
    return values;
  }

  private void write() throws IOException {
    try (KnowledgeWriter writer = new KnowledgeWriter(file, HEADER)) {
      writer.putEmbeddings(floats(6 * 3, 100));
      for (int position : new int[] {2, 0, 1}) {
        writer.put(
            position,
            new int[] {position + 1, position + 2},
            new float[] {9 - position, 1},
            0.1f * position,
            floats(4, 10 * position));
      }
      assertThat(file).doesNotExist();
      writer.commit();
    }
  }

  @Test
  void whatWasWrittenInAnyOrderIsReadBack() throws IOException {
    write();
    assertThat(file.resolveSibling("knowledge.bin.tmp")).doesNotExist();
    Knowledge knowledge = Knowledge.read(file, "mine").orElseThrow();
    assertThat(knowledge.temperature()).isEqualTo(0.5);
    for (int position = 0; position < 3; position++) {
      assertThat(knowledge.item(position, 1)).isEqualTo(position + 2);
      assertThat(knowledge.score(position, 0)).isEqualTo(9 - position);
      assertThat(knowledge.confidence(position)).isEqualTo(0.1f * position);
      float[] hidden = new float[5];
      knowledge.hidden(position, hidden, 1);
      assertThat(Arrays.copyOfRange(hidden, 1, 5)).isEqualTo(floats(4, 10 * position));
    }
    float[] vector = new float[3];
    knowledge.embedding(5, vector, 0);
    assertThat(vector).isEqualTo(floats(3, 115));
    float[] table = knowledge.itemVectors().values();
    assertThat(Arrays.copyOf(table, 3)).as("padding").containsOnly(0);
    assertThat(Arrays.copyOfRange(table, 3, 18)).isEqualTo(floats(15, 103));
    assertThat(knowledge.bytes()).isEqualTo(Files.size(file));
  }

  @Test
  void whereNoTeacherHasItemVectorsThatIsSaid() throws IOException {
    try (KnowledgeWriter writer = new KnowledgeWriter(file, new Header("few", 1, 1, 0, 5, 0, 1))) {
      writer.put(0, new int[] {1}, new float[] {1}, 1, new float[0]);
      Knowledge knowledge = writer.commit();
      assertThatThrownBy(knowledge::itemVectors)
          .isInstanceOf(InputException.class)
          .hasMessageContaining("set firstItems to random");
    }
  }

  @Test
  void anotherProgramCanReadTheFileByItsDescription() throws IOException {
    write();
    ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(new String(all.array(), 0, 4, StandardCharsets.US_ASCII)).isEqualTo("ESK2");
    int length = all.getInt(4);
    assertThat(new String(all.array(), 8, length, StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"fingerprint\":\"mine\",\"positions\":3,\"top\":2,\"hiddenWidth\":4,\"items\":5,"
                + "\"embeddingWidth\":3,\"temperature\":0.5}");
    int embeddings = (8 + length + 63) / 64 * 64;
    assertThat(all.getFloat(embeddings)).isEqualTo(100);
    int items = (embeddings + 6 * 3 * 4 + 63) / 64 * 64;
    assertThat(all.getInt(items)).isEqualTo(1);
    int scores = (items + 3 * 2 * 4 + 63) / 64 * 64;
    assertThat(all.getFloat(scores)).isEqualTo(9);
    int confidence = (scores + 3 * 2 * 4 + 63) / 64 * 64;
    assertThat(all.getFloat(confidence + 4)).isEqualTo(0.1f);
    int hidden = (confidence + 3 * 4 + 63) / 64 * 64;
    assertThat(all.getFloat(hidden + 4 * 4)).isEqualTo(10);
    assertThat(all.capacity()).isEqualTo((hidden + 3 * 4 * 4 + 63) / 64 * 64);
  }

  @Test
  void whatIsNotWholeOrOfAnotherTeacherIsNotUsed() throws IOException {
    assertThat(Knowledge.read(file, "mine")).isEmpty();
    write();
    assertThat(Knowledge.read(file, "another")).isEmpty();
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 5, 40, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThat(Knowledge.read(file, "mine")).as("%d bytes", length).isEmpty();
    }
    whole[0]++;
    Files.write(file, whole);
    assertThat(Knowledge.read(file, "mine")).isEmpty();
  }

  @Test
  void anExtractionThatFailsLeavesWhatWasThereBefore() throws IOException {
    write();
    try (KnowledgeWriter writer = new KnowledgeWriter(file, HEADER)) {
      writer.put(0, new int[] {5, 5}, new float[] {5, 5}, 0.5f, floats(4, 5));
    }
    assertThat(Knowledge.read(file, "mine").orElseThrow().item(0, 0)).isEqualTo(1);
    assertThatThrownBy(
            () -> {
              try (KnowledgeWriter writer = new KnowledgeWriter(file, HEADER)) {
                writer.put(0, new int[1], new float[2], 0, new float[4]);
              }
            })
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(file.resolveSibling("knowledge.bin.tmp")).doesNotExist();
  }
}
