package org.edgestill.distiller.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.edgestill.distiller.baseline.Ease;
import org.edgestill.distiller.baseline.ItemKnn;
import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.baseline.Popularity;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.evaluate.Evaluator;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.evaluate.Protocol;
import org.edgestill.distiller.evaluate.Scorer;
import org.edgestill.distiller.evaluate.Slices;
import org.edgestill.distiller.evaluate.Split;
import org.edgestill.distiller.train.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of a report, of models that need no training. */
class EvaluationPageTest {

  private static final String SETTINGS =
      """
      name: ring
      data:
        events: {file: log.csv, behaviour: action}
        core: 2
      teachers: [{kind: transformer}, {kind: markov}, {kind: transformer}]
      """;

  private final Path folder;

  EvaluationPageTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aReportIsAPageThatNeedsNothingElse() throws IOException {
    Workspace workspace = prepared();
    String page = new EvaluationPage(report(workspace, Protocol.FULL), workspace).html();
    assertThat(page)
        .contains(
            "Content-Security-Policy", "default-src 'none'", "<title>ring: evaluation</title>")
        .doesNotContain("<script", "src=", "href=", "url(", "@import");
    assertThat(page)
        .as("what was run, on what")
        .contains(workspace.prepared().data().hash(), "seed 42", "filterSeen", "sparsity")
        .contains("user activity", "item popularity", "behaviour", "whole catalogue ranked")
        .doesNotContain("Mind:", "u17");
  }

  @Test
  void aSampledReportSaysThatItIs() throws IOException {
    Workspace workspace = prepared();
    Report report = report(workspace, new Protocol(true, 5, 1));
    assertThat(new EvaluationPage(report, workspace).html()).contains("Mind:", "Krichene");
    assertThat(report.table()).contains("WARNING", "only 5 random items");
    assertThat(report.warnings()).hasSize(1);
  }

  @Test
  void aReportIsReadBackAsItWasWritten() throws IOException {
    Workspace workspace = prepared();
    Report report = report(workspace, Protocol.FULL);
    byte[] json = Json.MAPPER.writeValueAsBytes(report);
    assertThat(Json.MAPPER.readValue(json, Report.class)).isEqualTo(report);
  }

  @Test
  void seedsAreReportedTogether() throws IOException {
    Workspace workspace = prepared();
    Report report = report(workspace, Protocol.FULL);
    Map<String, int[][]> ranks = RankFile.read(workspace.folder(EvaluateStep.NAME));
    SeedReport seeds =
        SeedStudy.report(List.of(1L, 2L), List.of(report, report), List.of(ranks, ranks));
    assertThat(seeds.models()).hasSameSizeAs(report.models());
    assertThat(seeds.models().get(0).metric(Metric.NDCG_10).mean())
        .as("nothing is different, so only the users are left")
        .isEqualTo(report.models().get(0).metric(Metric.NDCG_10));
    Workspace first = workspace.withSeed(1);
    new Pipeline(first, RunListener.NONE).bringUpToDate(PrepareStep.NAME, false);
    assertThat(new SeedPage(seeds, workspace).html())
        .contains("evaluation over seeds", "With 0 of 2 seeds", "seed 2");
  }

  @Test
  void oneSeedIsThatOfEverything() throws IOException {
    Workspace seeded = prepared().withSeed(7);
    assertThat(seeded.settings().seed()).isEqualTo(7);
    assertThat(seeded.settings().teachers())
        .filteredOn(TeacherSpec.Transformer.class::isInstance)
        .map(teacher -> ((TeacherSpec.Transformer) teacher).training().seed())
        .as("two of a kind stay two")
        .containsExactly(7L, 8L);
    assertThat(seeded.settings().student().training().seed()).isEqualTo(7);
    assertThat(seeded.settings().data()).isEqualTo(prepared().settings().data());
    assertThat(seeded.folder("teach")).endsWithRaw(Path.of("run", "seeds", "7", "teach"));
  }

  @Test
  void epochsThatAreRepeatedReplaceTheEarlierOnes() throws IOException {
    Progress recording = LearningCurves.recording(folder, Progress.NONE);
    for (int number : new int[] {1, 2, 3, 2}) {
      recording.epoch(new Progress.Epoch("student", number, 9, 7, number / 10.0, false, 1));
    }
    recording.epoch(new Progress.Epoch("other", 1, 9, 7, 0.5, true, 1));
    assertThat(LearningCurves.read(folder).keySet()).containsExactly("student", "other");
    assertThat(LearningCurves.read(folder).get("student"))
        .extracting(LearningCurves.Point::epoch)
        .containsExactly(1, 2);
  }

  @Test
  void browsersShowItOnPhonesAndOnDesks() throws IOException, InterruptedException {
    Workspace workspace = prepared();
    String page = new EvaluationPage(report(workspace, Protocol.FULL), workspace).html();
    for (int width : new int[] {360, 1200}) {
      Browser.Seen seen = Browser.open(page, width, folder);
      JsonNode facts = seen.facts();
      assertThat(seen.complaints()).as("console at %d pixels", width).isEmpty();
      assertThat(facts.get("clientWidth").asInt()).isBetween(width - 20, width);
      assertThat(facts.get("scrollWidth").asInt())
          .as("nothing makes the page wider than %d pixels", width)
          .isEqualTo(facts.get("clientWidth").asInt());
      assertThat(facts.get("plots").asInt()).as("plots that are drawn").isEqualTo(6);
      assertThat(facts.get("named").asInt()).isEqualTo(6);
      assertThat(facts.get("outside").asInt()).as("drawn outside its plot").isZero();
      assertThat(facts.get("captioned").asInt()).isEqualTo(facts.get("tables").asInt());
      assertThat(facts.get("background").asText()).isNotEqualTo("rgba(0, 0, 0, 0)");
    }
  }

  @Test
  void browsersComplainWhereThereIsReason() throws IOException, InterruptedException {
    Workspace workspace = prepared();
    String page = new EvaluationPage(report(workspace, Protocol.FULL), workspace).html();
    String bad =
        page.replace(
            "</main>",
            "<img alt='' src='http://example.invalid/x.png'><div style='width:900px'>x</div></main>");
    Browser.Seen seen = Browser.open(bad, 360, folder);
    assertThat(seen.complaints()).anyMatch(line -> line.contains("example.invalid"));
    assertThat(seen.facts().get("scrollWidth").asInt()).isGreaterThan(800);
  }

  private Workspace prepared() throws IOException {
    StringBuilder rows = new StringBuilder("user,item,time,action\n");
    for (int user = 0; user < 60; user++) {
      for (int i = 0; i < 6 + user % 9; i++) {
        String action = (user + i) % 3 == 0 ? "purchase" : "view";
        rows.append(
            "u%d,i%d,%d,%s%n"
                .formatted(user, (user * 7 + i * (1 + i % 2)) % 40, 1000 * user + i * 70, action));
      }
    }
    Files.writeString(folder.resolve("log.csv"), rows);
    Files.writeString(folder.resolve("ring.yaml"), SETTINGS);
    Workspace workspace = Workspace.of(folder.resolve("ring.yaml"));
    new Pipeline(workspace, RunListener.NONE).bringUpToDate(PrepareStep.NAME, false);
    Files.createDirectories(workspace.folder(TeachStep.NAME));
    Progress recording = LearningCurves.recording(workspace.folder(TeachStep.NAME), Progress.NONE);
    for (int number = 1; number <= 5; number++) {
      recording.epoch(new Progress.Epoch("transformer", number, 5, 7, number / 40.0, true, 1));
    }
    return workspace;
  }

  private static Report report(Workspace workspace, Protocol protocol) throws IOException {
    Dataset data = workspace.prepared().data();
    Evaluator evaluator = new Evaluator(data, 42, protocol);
    Ease ease = Ease.learn(data, 10);
    Markov markov = Markov.learn(data, Markov.Settings.BASELINE);
    List<Report.Result> results =
        List.of(
            new Report.Result(Role.BASELINE, evaluator.evaluate(new Popularity(data), Split.TEST)),
            new Report.Result(
                Role.BASELINE,
                evaluator.evaluate(ItemKnn.learn(data, new ItemKnn.Settings(5, 0, 3)), Split.TEST)),
            new Report.Result(Role.TEACHER, evaluator.evaluate(named("teacher", ease), Split.TEST)),
            new Report.Result(
                Role.CONTROL, evaluator.evaluate(named("student-alone", markov), Split.TEST)),
            new Report.Result(
                Role.STUDENT, evaluator.evaluate(named("student", markov), Split.TEST)));
    Path evaluate = workspace.folder(EvaluateStep.NAME);
    Files.createDirectories(evaluate);
    RankFile.write(
        evaluate,
        evaluator.users(Split.TEST),
        results.stream().map(Report.Result::evaluation).toList());
    return Report.of(results, Slices.of(data, Split.TEST, 42), data.hash(), false, 42);
  }

  private static Scorer named(String name, Scorer scorer) {
    return new Scorer() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public long bytes() {
        return scorer.bytes();
      }

      @Override
      public void score(Context context, float[] scores) {
        scorer.score(context, scores);
      }
    };
  }
}
