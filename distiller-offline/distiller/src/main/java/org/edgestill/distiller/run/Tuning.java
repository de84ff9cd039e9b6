package org.edgestill.distiller.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.pack.Measurement;
import org.edgestill.distiller.train.LossWeights;
import org.edgestill.distiller.train.StudentSettings;
import org.edgestill.graph.StudentGraph;
import org.edgestill.graph.StudentShape;
import org.edgestill.graph.StudentWeights;

/**
 * Finds the student that is best on validation within budgets, by a seeded random search (Bergstra
 * and Bengio, JMLR 2012). The first trial is the student of the run, if it fits. Neither the size
 * of a student nor its speed depends on what it has learned, so both are measured on untrained
 * weights, and what does not fit is not trained. Finished trials are kept: with more trials the
 * search goes on, it does not start again.
 */
public final class Tuning {

  private static final String FOLDER = "tune";
  private static final String JSON = "tune.json";
  private static final String TABLE = "tune.txt";
  private static final int TOP = 10;

  /** So many draws for each trial; if nothing new fits by then, there is hardly more. */
  private static final int DRAWS_PER_TRIAL = 50;

  /**
   * What a student may cost.
   *
   * @param maxBytes of the model file
   * @param maxP99Micros 99th percentile of a request here, in microseconds
   */
  public record Budget(long maxBytes, double maxP99Micros) {}

  /**
   * A trial that fits.
   *
   * @param number in the order of trying, from 1
   * @param p99Micros measured on untrained weights
   * @param ndcg10 on validation
   */
  public record Row(
      int number,
      long bytes,
      double p99Micros,
      double ndcg10,
      StudentSettings student,
      LossWeights losses,
      double temperature) {}

  /**
   * What came out.
   *
   * @param rows the best first
   * @param tooLarge how many different candidates were over a budget and not trained
   * @param chosen the settings of the best as a configuration file
   */
  public record Result(List<Row> rows, int tooLarge, String chosen) {
    public Result {
      rows = List.copyOf(rows);
    }
  }

  private final Workspace workspace;
  private final Budget budget;
  private final RunListener listener;

  public Tuning(Workspace workspace, Budget budget, RunListener listener) {
    this.workspace = workspace;
    this.budget = budget;
    this.listener = listener;
  }

  /** A candidate within the budgets. */
  private record Fitting(Candidate candidate, long bytes, double p99Micros) {}

  /**
   * Tries, prints a table, and writes the best as a configuration file.
   *
   * @param trials how many students are trained at most
   * @param settingsFile the configuration file that the run has
   * @param chosenFile where the best goes, in the same folder, because paths are relative to it
   * @throws RefusedException if nothing fits
   */
  public Result run(int trials, Path settingsFile, Path chosenFile) throws IOException {
    new Pipeline(workspace, listener).bringUpToDate(TeachStep.NAME, false);
    Set<Candidate> tooLarge = new LinkedHashSet<>();
    List<Fitting> fitting = fitting(trials, tooLarge);
    if (fitting.isEmpty()) {
      throw new RefusedException(
          "none of %d students that were drawn has at most %,d bytes and %.0f us; allow more, or offer smaller ones in the section tuning"
              .formatted(tooLarge.size(), budget.maxBytes(), budget.maxP99Micros()));
    }
    Lessons lessons =
        Lessons.of(workspace, workspace.settings().distillation().curriculum(), listener);
    Trials all = new Trials(workspace, lessons, listener);
    List<Row> rows = new ArrayList<>();
    for (Fitting each : fitting) {
      int number = rows.size() + 1;
      Candidate candidate = each.candidate();
      Trial trial = all.run("trial " + number, candidate.student(), candidate.distillation());
      rows.add(
          new Row(
              number,
              trial.bytes(),
              each.p99Micros(),
              trial.ndcg10(),
              candidate.student(),
              candidate.distillation().losses(),
              candidate.distillation().temperature()));
      listener.progress("trials", number, fitting.size(), "NDCG@10 %.4f".formatted(trial.ndcg10()));
    }
    rows.sort(Comparator.comparingDouble((Row row) -> -row.ndcg10()));
    Row best = rows.get(0);
    SettingsFile.writeChosen(
        settingsFile,
        chosenFile,
        fitting.get(best.number() - 1).candidate(),
        "Chosen by tune: trial %d of %d, NDCG@10 %.4f on validation, %,d bytes, %.0f us"
            .formatted(best.number(), rows.size(), best.ndcg10(), best.bytes(), best.p99Micros()));
    Result result = new Result(rows, tooLarge.size(), chosenFile.toString());
    Path folder = workspace.folder(FOLDER);
    Files.createDirectories(folder);
    Files.write(folder.resolve(JSON), Json.MAPPER.writeValueAsBytes(result));
    String table = table(result);
    Files.writeString(folder.resolve(TABLE), table);
    table.lines().forEach(listener::said);
    return result;
  }

  /** The candidates to train, in the order of drawing: more trials only make the list longer. */
  private List<Fitting> fitting(int trials, Set<Candidate> tooLarge) throws IOException {
    RunSettings settings = workspace.settings();
    SplittableRandom random = new SplittableRandom(settings.seed());
    Set<Candidate> seen = new LinkedHashSet<>();
    List<Fitting> fitting = new ArrayList<>();
    List<Context> contexts = LadderStep.contexts(workspace.prepared().data());
    for (int draw = 0; draw < trials * DRAWS_PER_TRIAL && fitting.size() < trials; draw++) {
      Candidate candidate =
          draw == 0 ? Candidate.of(settings) : Candidate.draw(settings, random).orElse(null);
      if (candidate != null && seen.add(candidate)) {
        byte[] model = untrained(candidate.student());
        double p99 =
            model.length > budget.maxBytes()
                ? Double.POSITIVE_INFINITY
                : Measurement.of(model, contexts, k()).p99Micros();
        if (p99 <= budget.maxP99Micros()) {
          fitting.add(new Fitting(candidate, model.length, p99));
        } else {
          tooLarge.add(candidate);
        }
      }
    }
    return fitting;
  }

  private int k() throws IOException {
    return Math.min(TOP, workspace.prepared().data().itemCount());
  }

  private byte[] untrained(StudentSettings student) throws IOException {
    Dataset data = workspace.prepared().data();
    FeatureSchema schema = data.schema();
    StudentShape shape =
        new StudentShape(
            data.itemCount(),
            schema.sequenceLength(),
            student.width(),
            student.heads(),
            student.inner(),
            schema.behaviourCodes(),
            schema.gapCodes());
    return StudentGraph.of(
        StudentWeights.random(0, shape, student.kind(), student.successors()), student.precision());
  }

  private static String table(Result result) {
    TextTable table =
        new TextTable(
            "trial",
            "ndcg@10",
            "bytes",
            "p99 us",
            "kind",
            "width",
            "inner",
            "successors",
            "precision",
            "items",
            "rate",
            "temperature",
            "losses");
    for (Row row : result.rows()) {
      StudentSettings student = row.student();
      table.row(
          "" + row.number(),
          "%.4f".formatted(row.ndcg10()),
          "%,d".formatted(row.bytes()),
          "%.0f".formatted(row.p99Micros()),
          student.kind().text(),
          "" + student.width(),
          "" + student.inner(),
          "" + student.successors(),
          student.precision().text(),
          student.firstItems().text(),
          "" + student.training().learningRate(),
          "" + row.temperature(),
          row.losses().text());
    }
    return table
        + "%nNDCG@10 on validation; %d candidates over a budget were not trained; the first is in %s%n"
            .formatted(result.tooLarge(), result.chosen());
  }
}
