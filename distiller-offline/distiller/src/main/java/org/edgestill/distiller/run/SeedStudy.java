package org.edgestill.distiller.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.edgestill.distiller.data.InputException;
import org.edgestill.distiller.evaluate.Measured;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.evaluate.SeedBootstrap;

/**
 * The whole run, from the log to the evaluation, once for each of several seeds, and one report of
 * all. Each seed has a run directory of its own, {@code seeds/SEED} within that of the
 * configuration; what is up to date there is not done again. The report is written beside them.
 */
public final class SeedStudy {

  private static final String JSON = "evaluation.json";
  private static final String TABLE = "evaluation.txt";
  private static final String PAGE = "evaluation.html";

  private final Workspace workspace;
  private final List<Long> seeds;
  private final RunListener listener;

  /**
   * A study.
   *
   * @param seeds two or more, none twice
   * @throws InputException if they are not like that
   */
  public SeedStudy(Workspace workspace, List<Long> seeds, RunListener listener) {
    if (seeds.size() < 2 || new HashSet<>(seeds).size() != seeds.size()) {
      throw new InputException("--seeds needs two seeds or more, none twice, but got " + seeds);
    }
    this.workspace = workspace;
    this.seeds = List.copyOf(seeds);
    this.listener = listener;
  }

  /**
   * Does what is left to do.
   *
   * @param again whether to evaluate again even if nothing has changed
   */
  public SeedReport run(boolean again) throws IOException {
    List<Report> reports = new ArrayList<>();
    List<Map<String, int[][]>> ranks = new ArrayList<>();
    for (long seed : seeds) {
      listener.said("seed " + seed);
      Workspace seeded = workspace.withSeed(seed);
      new Pipeline(seeded, listener).bringUpToDate(EvaluateStep.NAME, again);
      reports.add(EvaluateStep.report(seeded));
      ranks.add(RankFile.read(seeded.folder(EvaluateStep.NAME)));
    }
    SeedReport report = report(seeds, reports, ranks);
    Path folder = workspace.folder(Workspace.SEEDS);
    Files.write(folder.resolve(JSON), Json.MAPPER.writeValueAsBytes(report));
    Files.writeString(folder.resolve(TABLE), report.table());
    Path page = folder.resolve(PAGE);
    Files.writeString(page, new SeedPage(report, workspace).html());
    report.table().lines().forEach(listener::said);
    listener.said("as a page: " + page);
    return report;
  }

  /** Puts the reports of all seeds together. */
  static SeedReport report(
      List<Long> seeds, List<Report> reports, List<Map<String, int[][]>> ranks) {
    Report first = reports.get(0);
    SeedBootstrap bootstrap = new SeedBootstrap(first.users(), seeds.size(), first.seed());
    String student = Student.DISTILLED.title();
    List<SeedReport.Model> models = new ArrayList<>();
    List<SeedReport.Difference> differences = new ArrayList<>();
    for (Report.Model model : first.models()) {
      String name = model.name();
      if (!ranks.stream().allMatch(seed -> seed.containsKey(name))) {
        continue; // chosen on validation with one seed and not with another
      }
      Map<String, SeedReport.Spread> metrics = new TreeMap<>();
      for (Metric metric : Metric.ALL) {
        metrics.put(metric.toString(), spread(bootstrap, values(ranks, name, metric)));
      }
      double bytes =
          reports.stream().mapToLong(report -> report.model(name).bytes()).average().orElse(0);
      models.add(new SeedReport.Model(name, model.role(), Math.round(bytes), metrics));
      if (!name.equals(student)) {
        double[][] mine = values(ranks, student, Metric.NDCG_10);
        double[][] theirs = values(ranks, name, Metric.NDCG_10);
        differences.add(
            new SeedReport.Difference(
                student, name, Metric.NDCG_10.toString(), spread(bootstrap, minus(mine, theirs))));
      }
    }
    return new SeedReport(
        first.dataHash(),
        first.protocol(),
        first.warnings(),
        first.users(),
        seeds,
        models,
        differences);
  }

  private static double[][] values(List<Map<String, int[][]>> ranks, String model, Metric metric) {
    return ranks.stream()
        .map(seed -> Arrays.stream(seed.get(model)).mapToDouble(metric::of).toArray())
        .toArray(double[][]::new);
  }

  private static double[][] minus(double[][] mine, double[][] theirs) {
    double[][] differences = new double[mine.length][mine[0].length];
    for (int s = 0; s < mine.length; s++) {
      for (int user = 0; user < mine[s].length; user++) {
        differences[s][user] = mine[s][user] - theirs[s][user];
      }
    }
    return differences;
  }

  private static SeedReport.Spread spread(SeedBootstrap bootstrap, double[][] values) {
    Measured mean = bootstrap.mean(values);
    return new SeedReport.Spread(
        mean, Arrays.stream(values).map(v -> Arrays.stream(v).average().orElse(0)).toList());
  }
}
