package org.edgestill.distiller.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.edgestill.distiller.run.RunSettings;
import org.edgestill.distiller.run.SettingsFile;
import org.edgestill.graph.Precision;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that compare students, on a log small enough to train in seconds. */
class ExperimentsTest {

  private static final String SETTINGS =
      """
      name: ring
      data:
        events: {file: log.csv}
        core: 2
      features: {sequenceLength: 12}
      teachers:
        - kind: transformer
          width: 16
          inner: 16
          layers: 1
          training: {epochs: 2, batchTokens: 800, overlap: 6}
        - {kind: markov}
      student:
        width: 64
        inner: 16
        training: {epochs: 2, batchTokens: 800, overlap: 6, seed: 7}
      ablation:
        seeds: [1, 2]
        variants:
          - {name: alone, losses: {hard: 1}}
          - {name: small gru, losses: {response: 1, topology: 0.5}, student: {kind: gru, width: 16}}
      tuning:
        widths: [16, 64]
        inners: [16]
      """;

  private final Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  ExperimentsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void usersWalkRoundFortyItems() throws IOException {
    StringBuilder rows = new StringBuilder("user,item,time\n");
    for (int user = 0; user < 60; user++) {
      for (int i = 0; i < 12; i++) {
        rows.append("u%d,%d,%d%n".formatted(user, (user * 7 + i) % 40, 1000 * user + i * 70));
      }
    }
    Files.writeString(folder.resolve("log.csv"), rows);
    Files.writeString(folder.resolve("ring.yaml"), SETTINGS);
  }

  @Test
  void anAblationComparesVariantsAndTrainsEachOnce() throws IOException {
    assertThat(edgestill("ablate", "--json")).as(err.toString()).isZero();
    JsonNode rows = new ObjectMapper().readTree(out.toString()).path("rows");
    assertThat(rows).hasSize(2);
    assertThat(rows.at("/0/ndcg10")).hasSize(2);
    assertThat(rows.at("/0/difference").isNull()).isTrue();
    assertThat(rows.at("/1/difference/low").asDouble())
        .isLessThanOrEqualTo(rows.at("/1/difference/high").asDouble());
    assertThat(rows.at("/1/bytes").asLong()).isLessThan(rows.at("/0/bytes").asLong());
    assertThat(err.toString()).contains("small gru (seed 2) 2/2", "difference");
    assertThat(folder.resolve("run/ablate/ablation.txt")).content().contains("small gru");

    assertThat(edgestill("ablate", "--json")).isZero();
    assertThat(err.toString()).doesNotContain("seed 1", "seed 2").contains("small gru");
    assertThat(new ObjectMapper().readTree(out.toString()).path("rows")).isEqualTo(rows);
  }

  @Test
  void aCurriculumTeachesWhatTheTeacherSaidEarlierFirst() throws IOException {
    String variants =
        """
          - {name: at once, losses: {response: 1}}
          - {name: easy first, losses: {response: 1}, curriculum: 1}
        """;
    String settings =
        SETTINGS
            .replaceAll("    - \\{name: (alone|small).*\n", "")
            .replace("seeds: [1, 2]", "seeds: [1]")
            .replace("  variants:\n", "  variants:\n" + variants.indent(2));
    Files.writeString(folder.resolve("ring.yaml"), settings);
    assertThat(edgestill("ablate")).isEqualTo(3);
    assertThat(err.toString()).contains("teacher 'transformer'", "checkpoints");

    Files.writeString(
        folder.resolve("ring.yaml"),
        settings.replace("layers: 1", "layers: 1\n    checkpoints: 4"));
    assertThat(edgestill("ablate", "--json")).as(err.toString()).isZero();
    assertThat(err.toString()).contains("as it was in stage 1 of 2");
    Path distil = folder.resolve("run/distil");
    assertThat(distil.resolve("knowledge-1-of-1.bin"))
        .as("a teacher says something else when it has learned more")
        .isRegularFile()
        .content(StandardCharsets.ISO_8859_1)
        .isNotEqualTo(
            Files.readString(distil.resolve("knowledge.bin"), StandardCharsets.ISO_8859_1));
    try (Stream<Path> trials = Files.list(folder.resolve("run/trials"))) {
      assertThat(trials).as("two ways to learn").hasSize(2);
    }
  }

  @Test
  void tuningWritesTheBestWithinBudgetsAsAConfiguration() throws IOException {
    assertThat(
            edgestill("tune", "--json", "--trials", "2", "--max-bytes", "24kB", "--max-p99", "1s"))
        .as(err.toString())
        .isZero();
    JsonNode few = new ObjectMapper().readTree(out.toString());
    assertThat(few.path("rows")).hasSize(2);
    assertThat(few.path("tooLarge").asInt()).isPositive();
    few.path("rows").forEach(row -> assertThat(row.path("bytes").asLong()).isLessThan(24_000));
    assertThat(few.at("/rows/0/ndcg10").asDouble())
        .isGreaterThanOrEqualTo(few.at("/rows/1/ndcg10").asDouble());

    RunSettings chosen = SettingsFile.read(folder.resolve("ring-tuned.yaml"));
    JsonNode best = few.at("/rows/0");
    assertThat(chosen.student().width()).isEqualTo(best.at("/student/width").asInt());
    assertThat(chosen.student().kind().name()).isEqualTo(best.at("/student/kind").asText());
    assertThat(chosen.student().training().seed()).isEqualTo(7);
    assertThat(chosen.distillation().losses().hard()).isEqualTo(best.at("/losses/hard").asDouble());
    assertThat(chosen.teachers())
        .isEqualTo(SettingsFile.read(folder.resolve("ring.yaml")).teachers());

    assertThat(edgestill("tune", "--trials", "3", "--max-bytes", "24kB", "--max-p99", "1s"))
        .isZero();
    assertThat(err.toString()).contains("trial 3 2/2").doesNotContain("trial 1 2/2", "trial 2 2/2");
  }

  @Test
  void whatCanNotBeIsSaidBeforeAnythingIsTrained() throws IOException {
    assertThat(edgestill("tune", "--max-bytes", "large")).isEqualTo(2);
    assertThat(err.toString()).contains("'large' is not a size such as");
    assertThat(edgestill("tune", "--output", "/elsewhere/x.yaml")).isEqualTo(2);
    assertThat(edgestill("tune", "--trials", "1", "--max-bytes", "1kB")).isEqualTo(4);
    assertThat(err.toString()).contains("has at most 1,000 bytes").doesNotContain("trial 1");

    Files.writeString(
        folder.resolve("ring.yaml"), SETTINGS.replace("topology: 0.5", "topologie: 0.5"));
    assertThat(edgestill("ablate")).isEqualTo(3);
    assertThat(err.toString()).contains("there is no such setting", "ranking, response, topology");
    Files.writeString(
        folder.resolve("ring.yaml"), SETTINGS.replace("response: 1, topology", "topology"));
    assertThat(edgestill("ablate")).isEqualTo(3);
    assertThat(err.toString()).contains("one of hard, response and ranking must be above 0");
    Files.writeString(folder.resolve("ring.yaml"), SETTINGS.replace("width: 16}", "width: 17}"));
    assertThat(edgestill("ablate")).isEqualTo(3);
    assertThat(err.toString())
        .contains("ablation variant 'small gru': width must be a multiple of 16")
        .doesNotContain("== teach");
  }

  @Test
  void theLadderMeasuresEveryPrecisionOfTheSameStudent() throws IOException {
    assertThat(edgestill("ladder", "--json")).as(err.toString()).isZero();
    JsonNode rungs = new ObjectMapper().readTree(out.toString()).path("rungs");
    assertThat(rungs).hasSize(Precision.values().length);
    assertThat(rungs.at("/0/name").asText()).isEqualTo("student-fp32");
    assertThat(rungs.at("/0/differenceToFp32/value").asDouble()).isZero();
    assertThat(rungs.at("/1/bytes").asLong())
        .isLessThan(rungs.at("/0/bytes").asLong())
        .isEqualTo(Files.size(folder.resolve("run/distil/student.onnx")));
    rungs.forEach(
        rung -> {
          assertThat(rung.path("micros").asDouble()).isPositive();
          assertThat(rung.path("ndcg10").asDouble())
              .isBetween(rung.at("/interval/0").asDouble(), rung.at("/interval/1").asDouble());
        });
    assertThat(folder.resolve("run/ladder/ladder.json")).exists();
    assertThat(edgestill("ladder")).isZero();
    assertThat(err.toString()).contains("ladder: up to date");
  }

  private int edgestill(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "-c";
    all[arguments.length + 1] = folder.resolve("ring.yaml").toString();
    return Edgestill.run(
        new Terminal(new PrintWriter(out, true), new PrintWriter(err, true), false), all);
  }
}
