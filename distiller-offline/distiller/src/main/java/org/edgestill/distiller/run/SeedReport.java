package org.edgestill.distiller.run;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.edgestill.distiller.evaluate.Measured;
import org.edgestill.distiller.evaluate.Metric;

/**
 * What is left of a result when everything is trained again with other seeds.
 *
 * @param dataHash of the data, the same for all
 * @param protocol against which items, in words
 * @param warnings as in the reports of the seeds
 * @param users how many users have targets
 * @param seeds of the runs
 * @param models that are in all of the runs, in the order of the table
 * @param differences how much better the student is than each other model
 */
public record SeedReport(
    String dataHash,
    String protocol,
    List<String> warnings,
    int users,
    List<Long> seeds,
    List<Model> models,
    List<Difference> differences) {

  public SeedReport {
    warnings = List.copyOf(warnings);
    seeds = List.copyOf(seeds);
    models = List.copyOf(models);
    differences = List.copyOf(differences);
  }

  /**
   * A value over the seeds.
   *
   * @param mean with its interval over users and seeds
   * @param perSeed in the order of the seeds
   */
  public record Spread(Measured mean, List<Double> perSeed) {
    public Spread {
      perSeed = List.copyOf(perSeed);
    }

    /** The sample standard deviation over the seeds. */
    double deviation() {
      double squares =
          perSeed.stream().mapToDouble(v -> (v - mean.value()) * (v - mean.value())).sum();
      return perSeed.size() < 2 ? 0 : Math.sqrt(squares / (perSeed.size() - 1));
    }
  }

  /**
   * One model.
   *
   * @param bytes mean over the seeds
   * @param metrics for instance {@code ndcg@10}
   */
  public record Model(String name, Role role, long bytes, Map<String, Spread> metrics) {
    public Model {
      metrics = Map.copyOf(metrics);
    }

    /** A metric of the report. */
    public Spread metric(Metric metric) {
      Spread spread = metrics.get(metric.toString());
      if (spread == null) {
        throw new IllegalArgumentException("the report has no " + metric);
      }
      return spread;
    }
  }

  /** Model minus the other one, trained with the same seed, on the same users. */
  public record Difference(String model, String other, String metric, Spread difference) {}

  /** For people: one line a model, then how the student compares. */
  public String table() {
    StringBuilder text = new StringBuilder();
    text.append("%-16s %12s  %-23s".formatted("model", "bytes", Metric.NDCG_10));
    seeds.forEach(seed -> text.append("  %6s".formatted(seed)));
    text.append("  %-23s%n".formatted(Metric.HR_10));
    for (Model model : models) {
      Spread ndcg = model.metric(Metric.NDCG_10);
      text.append("%-16s %,12d  %s".formatted(model.name(), model.bytes(), interval(ndcg.mean())));
      ndcg.perSeed().forEach(value -> text.append("  %.4f".formatted(value)));
      text.append("  %s%n".formatted(interval(model.metric(Metric.HR_10).mean())));
    }
    text.append(
        "%n%,d users, seeds %s, %s, 95 %% intervals over users and seeds%n"
            .formatted(users, seeds, protocol));
    warnings.forEach(warning -> text.append("WARNING: ").append(warning).append('\n'));
    for (Difference d : differences) {
      Measured mean = d.difference().mean();
      text.append(
          "%s - %-17s %s %+.4f [%+.4f, %+.4f] by seed %s%n"
              .formatted(
                  d.model(),
                  d.other() + ":",
                  d.metric(),
                  mean.value(),
                  mean.low(),
                  mean.high(),
                  Arrays.toString(
                      d.difference().perSeed().stream().map("%+.4f"::formatted).toArray())));
    }
    return text.toString();
  }

  private static String interval(Measured m) {
    return "%.4f [%.4f, %.4f]".formatted(m.value(), m.low(), m.high());
  }
}
