package org.edgestill.distiller.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.data.InputException;
import org.edgestill.distiller.evaluate.Evaluator;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.evaluate.Split;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Teachers from elsewhere, as real ONNX models: one that knows the ring, numbered its own way. */
class OnnxTeacherTest {

  private static final int RING_ITEMS = 40;
  private static final Dataset RING = Worlds.ring(60, RING_ITEMS, 24, 1);

  private final Path model;
  private final Path items;

  OnnxTeacherTest(@TempDir Path folder) {
    this.model = folder.resolve("teacher.onnx");
    this.items = folder.resolve("items.txt");
  }

  @Test
  void aTeacherThatNumbersItemsItsOwnWayIsUnderstood() throws IOException {
    Files.write(model, RingModel.of(RING_ITEMS, 12, true).build().toByteArray());
    Files.write(items, reversed());
    try (OnnxTeacher teacher = open(items)) {
      assertThat(new Evaluator(RING, 1).value(teacher, Split.TEST, Metric.NDCG_10)).isEqualTo(1);
      float[] scores = new float[RING_ITEMS + 1];
      teacher.score(context(3, 7), scores);
      assertThat(scores[8]).isEqualTo(1);
    }
  }

  @Test
  void itsKnowledgeIsExtractedLikeThatOfAnyTeacher() throws IOException {
    Files.write(model, RingModel.of(RING_ITEMS, 12, true).build().toByteArray());
    Files.write(items, reversed());
    try (OnnxTeacher teacher = open(items)) {
      Knowledge knowledge =
          KnowledgeExtraction.run(
              RING,
              List.of(new KnowledgeExtraction.Part(teacher, 1)),
              1,
              3,
              model.resolveSibling("knowledge"));
      assertThat(knowledge.width()).isEqualTo(2);
      assertThat(knowledge.embeddingWidth()).isZero();
      Windows windows = new Windows(RING, RING.schema().sequenceLength(), 0, 100);
      float[] hidden = new float[2];
      for (int user = 0; user < RING.users(); user++) {
        int[] sequence = RING.train(user).items();
        for (int event = 0; event + 1 < sequence.length; event++) {
          int at = windows.position(user, event);
          assertThat(knowledge.item(at, 0)).isEqualTo(sequence[event + 1]);
          knowledge.hidden(at, hidden, 0);
          assertThat(hidden[0]).isEqualTo(RING_ITEMS + 1 - sequence[event]);
        }
      }
    }
  }

  @Test
  void whatItDoesNotKnowIsLeftOutAndScoresAsItsWorst() throws IOException {
    List<String> known = reversed();
    known.set(RING_ITEMS - 8, "something-else"); // item-8
    Files.write(model, RingModel.of(RING_ITEMS, 12, false).build().toByteArray());
    Files.write(items, known);
    try (OnnxTeacher teacher = open(items)) {
      float[] scores = new float[RING_ITEMS + 1];
      teacher.score(context(3, 8), scores); // 8 is not shown to it: 4 comes after 3
      assertThat(scores[4]).isEqualTo(1);
      assertThat(scores[8]).isZero();
      assertThat(teacher.hiddenWidth()).isZero();
    }
  }

  @Test
  void whatDoesNotFitIsSaidBeforeAnythingIsTrained() throws IOException {
    assertRefused(null, "is not there");
    Files.writeString(model, "no model");
    assertRefused(null, "ONNX Runtime refuses it");
    Files.write(model, RingModel.of(RING_ITEMS, 12, false).build().toByteArray());
    assertRefused(items, "items.txt is not there");
    Files.write(items, List.of("item-1", "item-2", "item-1"));
    assertRefused(items, "line 3: item 'item-1' is in line 1 too");
    Files.write(items, List.of("item-1", "b", "c"));
    assertRefused(items, "names 1 of the 40 items");
    Files.write(items, reversed().subList(0, 30));
    assertRefused(items, "'scores' has 41 columns, but there must be 31");

    GraphProto.Builder graph = RingModel.of(RING_ITEMS, 12, false).getGraphBuilder();
    graph.getInputBuilder(0).setName("sequence");
    graph.getNodeBuilder(0).setInput(0, "sequence");
    assertGraphRefused(graph, "no value for its input 'sequence'");
    graph = RingModel.of(RING_ITEMS, 12, false).getGraphBuilder();
    graph.setInput(0, RingModel.value("items", TensorProto.DataType.INT32, -1, 12));
    assertGraphRefused(graph, "'items' must be a tensor of INT64 with 2 dimensions");
    graph = RingModel.of(RING_ITEMS, 12, false).getGraphBuilder();
    graph.getNodeBuilder(1).setOutput(0, "logits");
    graph.getOutputBuilder(0).setName("logits");
    assertGraphRefused(graph, "no output 'scores', but [logits]");
    graph = RingModel.of(RING_ITEMS, 12, false).getGraphBuilder();
    graph.setInput(0, RingModel.value("items", TensorProto.DataType.INT64, 64, 12));
    assertGraphRefused(graph, "must be dynamic or 1, but is 64");
  }

  private void assertGraphRefused(GraphProto.Builder graph, String words) throws IOException {
    Files.write(model, RingModel.of(RING_ITEMS, 12, false).setGraph(graph).build().toByteArray());
    Files.write(items, reversed());
    assertRefused(items, words);
  }

  private void assertRefused(@Nullable Path alignment, String words) {
    assertThatThrownBy(() -> open(alignment).close())
        .isInstanceOf(InputException.class)
        .hasMessageContaining(words);
  }

  private OnnxTeacher open(@Nullable Path alignment) throws IOException {
    return OnnxTeacher.open("elsewhere", model, alignment, RING);
  }

  private static Context context(int... items) {
    int[] ones = new int[items.length];
    Arrays.fill(ones, 1);
    return new Context(0, items, ones, ones);
  }

  /** Line n is the item that the data set has as 41 - n. */
  private static List<String> reversed() {
    List<String> names = new ArrayList<>();
    for (int n = 1; n <= RING_ITEMS; n++) {
      names.add("item-" + (RING_ITEMS + 1 - n));
    }
    return names;
  }
}
