package org.edgestill.distiller.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.export.OnnxStudent;
import org.edgestill.distiller.pack.ModelPackager;
import org.edgestill.distiller.run.Pipeline;
import org.edgestill.distiller.run.RunListener;
import org.edgestill.distiller.run.Student;
import org.edgestill.distiller.run.Workspace;
import org.edgestill.distiller.train.RingModel;
import org.edgestill.model.GoldenVector;
import org.edgestill.model.ModelPackage;
import org.edgestill.model.StillFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as a user meets it, on a log small enough to train in seconds. */
class EdgestillTest {

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
          training: {epochs: 3, batchTokens: 800, overlap: 6}
        - {kind: markov}
        - {kind: ease}
      student:
        width: 32
        inner: 16
        training: {epochs: 3, batchTokens: 800, overlap: 6}
      package: {goldenVectors: 8, p99Micros: 1000000, memoryMiB: 1024}
      """;

  private final Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  EdgestillTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aRunGoesFromTheLogToAVerifiedPackageAndIsNotRepeated()
      throws IOException, ModelRefusedException {
    writeRing();
    Files.writeString(folder.resolve("ring.yaml"), SETTINGS);
    assertThat(edgestill("run", "--json")).as(err.toString()).isZero();
    JsonNode results = new ObjectMapper().readTree(out.toString());
    assertThat(results.at("/prepare/users").asInt()).isEqualTo(60);
    assertThat(results.at("/evaluate/models")).hasSize(15);
    assertThat(Files.readString(folder.resolve("run/evaluate/evaluation.txt")))
        .contains("student-alone", "ndcg@10", "student - markov", "fitted to training and valid");
    assertThat(err.toString()).contains("fitting the teachers again", "fitting the students again");
    assertThat(Files.readString(folder.resolve("run/evaluate/evaluation.html")))
        .contains("Learning curves", "transformer-svd", "Data card")
        .as("nobody is named, and nothing of the machine")
        .doesNotContain("somebody", folder.toString());

    Path still = Path.of(results.at("/package/still").asText());
    ModelPackage model = StillFile.unpack(still, folder.resolve("unpacked"));
    assertThat(model.id().digest()).isEqualTo(results.at("/package/digest").asText());
    assertThat(model.manifest().quality()).containsKeys("ndcg@10", "hr@10");
    assertThat(model.catalogue().size()).isEqualTo(40);
    assertThat(model.goldenVectors()).hasSize(8);
    for (GoldenVector golden : model.goldenVectors()) {
      assertThat(golden.topItems()).hasSize(10).doesNotContain(golden.exclude());
    }
    for (String file : new String[] {"golden.json", "card.md", "manifest.json", "catalogue"}) {
      assertThat(Files.readString(model.folder().resolve(file)))
          .as("no user is named in " + file)
          .doesNotContain("somebody");
    }

    assertThat(Files.readString(model.folder().resolve("card.md")))
        .contains("## Data", "60 users", "## Training", "transformer + ", "temperature 1.0")
        .contains("## Quality", "| student-alone |", "## Limits", "## Licence", "not stated");

    assertThat(edgestill("package")).isZero();
    assertThat(err.toString()).contains("teach: up to date", "package: up to date");
    Files.writeString(folder.resolve("ring.yaml"), SETTINGS + "release: 2\n");
    assertThat(edgestill("package", "--json")).isZero();
    assertThat(err.toString()).contains("evaluate: up to date").contains("== package\n");
    assertThat(folder.resolve("run/package/ring-2.still")).exists();
  }

  @Test
  void aLogMayBeALink() throws IOException {
    writeRing();
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.move(folder.resolve("log.csv"), elsewhere.resolve("of-today.csv"));
    Files.createSymbolicLink(folder.resolve("log.csv"), elsewhere.resolve("of-today.csv"));
    Files.writeString(folder.resolve("ring.yaml"), SETTINGS);
    assertThat(edgestill("prepare")).as(err.toString()).isZero();
    assertThat(edgestill("prepare")).isZero();
    assertThat(err.toString()).contains("prepare: up to date");
  }

  @Test
  void severalSeedsAreRunsOfTheirOwnAndOneReport() throws IOException {
    writeRing();
    Files.writeString(
        folder.resolve("ring.yaml"),
        SETTINGS.replace("epochs: 3", "epochs: 1").replace("  - {kind: ease}\n", ""));
    assertThat(edgestill("evaluate", "--seeds", "1,2", "--json", "-q")).as(err.toString()).isZero();
    JsonNode report = new ObjectMapper().readTree(out.toString());
    assertThat(report.at("/seeds")).hasSize(2);
    for (JsonNode model : report.at("/models")) {
      JsonNode values = model.at("/metrics/ndcg@10/perSeed");
      if (model.at("/role").asText().equals("BASELINE")) {
        assertThat(values.get(0))
            .as("nothing random in %s", model.at("/name"))
            .isEqualTo(values.get(1));
      }
      assertThat(model.at("/metrics/ndcg@10/mean/value").asDouble())
          .isCloseTo((values.get(0).asDouble() + values.get(1).asDouble()) / 2, within(1e-12));
    }
    assertThat(folder.resolve("run/seeds/1/evaluate/ranks.csv")).exists();
    assertThat(folder.resolve("run/seeds/2/distil/student.onnx")).exists();
    assertThat(folder.resolve("run/seeds/evaluation.html")).content().contains("seed 2");
    assertThat(edgestill("evaluate", "--seeds", "1,2")).isZero();
    assertThat(err.toString()).contains("evaluate: up to date");
    assertThat(edgestill("evaluate", "--seeds", "1,1")).isEqualTo(3);
    assertThat(err.toString()).contains("none twice");
  }

  @Test
  void aSampleOrWhatTheUserHasMetIsRankedOnRequest() throws IOException {
    writeRing();
    String settings =
        SETTINGS
            .replace("epochs: 3", "epochs: 1")
            .replace("{kind: ease}", "{kind: markov, windows: [2]}");
    Files.writeString(folder.resolve("ring.yaml"), settings + "evaluation: {negatives: 5}\n");
    assertThat(edgestill("evaluate", "--json", "-q")).as(err.toString()).isZero();
    JsonNode sampled = new ObjectMapper().readTree(out.toString());
    assertThat(sampled.at("/warnings")).hasSize(1);
    assertThat(sampled.at("/models"))
        .extracting(model -> model.at("/name").asText())
        .as("two of a kind have two names")
        .contains("markov", "markov-tuned", "markov-2", "transformer", "teacher", "student")
        .doesNotHaveDuplicates();
    for (JsonNode model : sampled.at("/models")) {
      assertThat(model.at("/metrics/hr@10/value").asDouble())
          .as("nobody can be behind more than five: %s", model.at("/name"))
          .isEqualTo(1);
    }
    Files.writeString(folder.resolve("ring.yaml"), settings + "evaluation: {filterSeen: false}\n");
    assertThat(edgestill("evaluate", "--json", "-q")).as(err.toString()).isZero();
    JsonNode unfiltered = new ObjectMapper().readTree(out.toString());
    assertThat(unfiltered.at("/warnings")).isEmpty();
    assertThat(unfiltered.at("/protocol").asText()).contains("candidates too");
    byte[] student = Files.readAllBytes(folder.resolve("run/distil/student.onnx"));
    int[] met = {1, 2, 3};
    Context context = new Context(0, met, met, met);
    try (OnnxStudent filtering = new OnnxStudent("s", student, 40);
        OnnxStudent all = new OnnxStudent("s", student, 40, false)) {
      assertThat(filtering.answer(List.of(context)).get(0).items()).hasSize(37);
      assertThat(all.answer(List.of(context)).get(0).items()).hasSize(40).contains(met);
    }
  }

  @Test
  void eitherStudentCanBeAReleaseOfItsOwn() throws IOException {
    writeRing();
    Files.writeString(folder.resolve("ring.yaml"), SETTINGS.replace("  - {kind: ease}\n", ""));
    Pipeline pipeline = new Pipeline(Workspace.of(folder.resolve("ring.yaml")), RunListener.NONE);
    ModelPackager.Packaged alone = pipeline.packageRelease(Student.ALONE, 1);
    ModelPackager.Packaged distilled = pipeline.packageRelease(Student.DISTILLED, 2);
    assertThat(alone.model().manifest().distilledFrom().teacher()).isEqualTo("none");
    assertThat(distilled.model().manifest().distilledFrom().teacher()).contains("markov-tuned");
    assertThat(distilled.model().id().release()).isEqualTo(2);
    assertThat(distilled.model().manifest().quality().get("ndcg@10"))
        .isEqualTo(pipeline.evaluation().model("student").metric(Metric.NDCG_10).value());
  }

  @Test
  void aModelFromElsewhereCanBeATeacher() throws IOException {
    writeRing();
    Files.writeString(
        folder.resolve("ring.yaml"),
        """
        name: ring
        data: {events: {file: log.csv}, core: 2}
        features: {sequenceLength: 12}
        teachers:
          - {kind: markov}
          - {kind: onnx, name: elsewhere, file: teacher.onnx, items: items.txt}
        """);
    assertThat(edgestill("teach")).isEqualTo(3);
    assertThat(err.toString()).contains("teacher.onnx is not there");
    Files.write(folder.resolve("teacher.onnx"), RingModel.of(40, 12, true).build().toByteArray());
    Files.write(
        folder.resolve("items.txt"),
        IntStream.rangeClosed(1, 40).mapToObj(n -> String.valueOf(40 - n)).toList());
    assertThat(edgestill("teach", "--json")).as(err.toString()).isZero();
    JsonNode recipe = new ObjectMapper().readTree(out.toString()).path("recipe");
    assertThat(recipe.at("/partNdcg10/elsewhere").asDouble()).isEqualTo(1);
    assertThat(recipe.at("/weights/elsewhere").asDouble()).isPositive();
    assertThat(edgestill("teach")).isZero();
    assertThat(err.toString()).contains("teach: up to date");
    Files.write(folder.resolve("teacher.onnx"), RingModel.of(40, 12, false).build().toByteArray());
    assertThat(edgestill("teach")).isZero();
    assertThat(err.toString()).doesNotContain("teach: up to date");
  }

  @Test
  void aBudgetThatIsNotKeptIsARefusal() throws IOException {
    writeRing();
    Files.writeString(
        folder.resolve("ring.yaml"), SETTINGS.replace("p99Micros: 1000000", "p99Micros: 1"));
    assertThat(edgestill("package", "-q")).isEqualTo(4);
    assertThat(err.toString()).contains("p99Micros promises 1").doesNotContain("\tat ");
  }

  @Test
  void exitCodesTellWrongUsageAndBadInputApart() throws IOException {
    assertThat(edgestill("teech")).isEqualTo(2);
    assertThat(edgestill("teach", "--frobnicate")).isEqualTo(2);
    assertThat(edgestill("prepare")).isEqualTo(3);
    assertThat(err.toString()).contains("ring.yaml is not there").doesNotContain("\tat ");
    Files.writeString(folder.resolve("ring.yaml"), SETTINGS);
    assertThat(edgestill("prepare")).isEqualTo(3);
    assertThat(err.toString()).contains("log.csv is not there");
    Files.writeString(folder.resolve("log.csv"), "user,item,time\nu,i,now\n");
    assertThat(edgestill("prepare")).isEqualTo(3);
    assertThat(err.toString()).contains("log.csv, line 2");
  }

  @Test
  void aRunThatCouldNotBePublishedDoesNotStart() throws IOException {
    writeRing();
    Files.writeString(
        folder.resolve("ring.yaml"), SETTINGS + "publish: {broker: \"tcp://127.0.0.1:1\"}\n");
    assertThat(edgestill("run")).isEqualTo(3);
    assertThat(err.toString()).contains("edgestill keys").doesNotContain("== prepare");
  }

  @Test
  void aChangedLogIsPreparedAnew() throws IOException {
    writeRing();
    Files.writeString(folder.resolve("ring.yaml"), SETTINGS);
    assertThat(edgestill("prepare")).isZero();
    assertThat(edgestill("prepare")).isZero();
    assertThat(err.toString()).contains("up to date");
    Files.writeString(
        folder.resolve("log.csv"), Files.readString(folder.resolve("log.csv")) + "new,1,1\n");
    assertThat(edgestill("prepare")).isZero();
    assertThat(err.toString()).doesNotContain("up to date");
  }

  @Test
  void helpAndDefaultsAreOnStandardOutput() {
    assertThat(edgestill("--help")).isZero();
    assertThat(out.toString()).contains("Exit codes");
    assertThat(edgestill("defaults")).isZero();
    assertThat(out.toString()).contains("sequenceLength: 50");
  }

  private int edgestill(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] all = arguments;
    if (!arguments[0].startsWith("-") && !arguments[0].equals("defaults")) {
      all = new String[arguments.length + 2];
      System.arraycopy(arguments, 0, all, 0, arguments.length);
      all[arguments.length] = "-c";
      all[arguments.length + 1] = folder.resolve("ring.yaml").toString();
    }
    return Edgestill.run(
        new Terminal(new PrintWriter(out, true), new PrintWriter(err, true), false), all);
  }

  /** Users who walk round 40 items. */
  private void writeRing() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder rows = new StringBuilder("user,item,time\n");
    for (int user = 0; user < 60; user++) {
      int start = random.nextInt(40);
      for (int i = 0; i < 10 + random.nextInt(8); i++) {
        rows.append("somebody-%d,%d,%d%n".formatted(user, (start + i) % 40, 1000 * user + i * 70));
      }
    }
    Files.writeString(folder.resolve("log.csv"), rows);
  }
}
