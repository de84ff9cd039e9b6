package org.edgestill.distiller.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.edgestill.distiller.evaluate.Bootstrap;
import org.edgestill.distiller.evaluate.Measured;
import org.edgestill.distiller.train.DistillationSettings;
import org.edgestill.distiller.train.StudentSettings;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a loss, or of a student, brings what: each variant trained with each seed, judged
 * on validation, compared user by user with the first.
 */
public final class Ablation {

  private static final String FOLDER = "ablate";
  private static final String JSON = "ablation.json";
  private static final String TABLE = "ablation.txt";

  /**
   * What came out for one variant.
   *
   * @param ndcg10 of each seed, on validation
   * @param mean over users and seeds, with its interval over users
   * @param difference to the first variant, user by user; {@code null} for the first itself
   * @param bytes of the model that would ship
   */
  public record Row(
      String variant,
      List<Double> ndcg10,
      Measured mean,
      @Nullable Measured difference,
      long bytes) {
    public Row {
      ndcg10 = List.copyOf(ndcg10);
    }
  }

  /** All rows, in the order of the settings. */
  public record Result(List<Long> seeds, List<Row> rows) {
    public Result {
      seeds = List.copyOf(seeds);
      rows = List.copyOf(rows);
    }
  }

  private final Workspace workspace;
  private final RunListener listener;

  public Ablation(Workspace workspace, RunListener listener) {
    this.workspace = workspace;
    this.listener = listener;
  }

  /**
   * Trains what is not trained yet, and writes the table.
   *
   * @throws org.edgestill.distiller.data.InputException if a variant can not be
   */
  public Result run() throws IOException {
    RunSettings settings = workspace.settings();
    AblationSettings ablation = settings.ablation();
    List<StudentSettings> students = new ArrayList<>();
    for (AblationSettings.Variant variant : ablation.variants()) {
      students.add(SettingsFile.changed(settings.student(), variant));
    }
    new Pipeline(workspace, listener).bringUpToDate(TeachStep.NAME, false);
    int stages = ablation.variants().stream().mapToInt(this::stages).max().orElse(0);
    Lessons lessons = Lessons.of(workspace, stages, listener);
    Trials trials = new Trials(workspace, lessons, listener);
    List<Row> rows = new ArrayList<>();
    double[] first = {};
    for (int i = 0; i < students.size(); i++) {
      AblationSettings.Variant variant = ablation.variants().get(i);
      List<Trial> seeds = trials(trials, variant, students.get(i));
      double[] users = meanOverSeeds(seeds);
      Measured difference = null;
      if (rows.isEmpty()) {
        first = users;
      } else {
        double[] base = first;
        double[] differences = new double[users.length];
        Arrays.setAll(differences, user -> users[user] - base[user]);
        difference = new Bootstrap(differences.length, settings.seed()).mean(differences);
      }
      rows.add(
          new Row(
              variant.name(),
              seeds.stream().map(Trial::ndcg10).toList(),
              new Bootstrap(users.length, settings.seed()).mean(users),
              difference,
              seeds.get(0).bytes()));
      listener.progress("variants", rows.size(), students.size(), variant.name());
    }
    Result result = new Result(ablation.seeds(), rows);
    Path folder = workspace.folder(FOLDER);
    Files.createDirectories(folder);
    Files.write(folder.resolve(JSON), Json.MAPPER.writeValueAsBytes(result));
    String table = table(result);
    Files.writeString(folder.resolve(TABLE), table);
    table.lines().forEach(listener::said);
    return result;
  }

  private List<Trial> trials(
      Trials trials, AblationSettings.Variant variant, StudentSettings student) throws IOException {
    DistillationSettings own = workspace.settings().distillation();
    DistillationSettings distillation =
        (variant.losses() == null ? own : own.withLosses(variant.losses()))
            .withCurriculum(stages(variant));
    List<Trial> seeds = new ArrayList<>();
    for (long seed : workspace.settings().ablation().seeds()) {
      seeds.add(
          trials.run(
              variant.name() + " (seed " + seed + ")",
              student.withTraining(student.training().withSeed(seed)),
              distillation));
    }
    return seeds;
  }

  private int stages(AblationSettings.Variant variant) {
    Integer own = variant.curriculum();
    return own == null ? workspace.settings().distillation().curriculum() : own;
  }

  private static double[] meanOverSeeds(List<Trial> seeds) {
    double[] mean = new double[seeds.get(0).validation().length];
    for (Trial trial : seeds) {
      for (int user = 0; user < mean.length; user++) {
        mean[user] += trial.validation()[user] / seeds.size();
      }
    }
    return mean;
  }

  private static String table(Result result) {
    TextTable table = new TextTable("variant", "bytes", "ndcg@10", "seeds", "difference");
    for (Row row : result.rows()) {
      double lowest = row.ndcg10().stream().mapToDouble(v -> v).min().orElse(0);
      double highest = row.ndcg10().stream().mapToDouble(v -> v).max().orElse(0);
      table.row(
          row.variant(),
          "%,d".formatted(row.bytes()),
          TextTable.measured(row.mean()),
          "%.4f - %.4f".formatted(lowest, highest),
          row.difference() == null ? "" : TextTable.signed(row.difference()));
    }
    return table
        + "%nNDCG@10 on validation, mean of %d seed(s), 95 %% intervals over users; differences to '%s'%n"
            .formatted(result.seeds().size(), result.rows().get(0).variant());
  }
}
