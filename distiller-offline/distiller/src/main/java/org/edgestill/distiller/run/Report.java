package org.edgestill.distiller.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.edgestill.distiller.evaluate.Evaluation;
import org.edgestill.distiller.evaluate.Evaluation.Comparison;
import org.edgestill.distiller.evaluate.Measured;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.evaluate.Slice;

/**
 * How all models of a run did on the same users.
 *
 * @param dataHash {@link org.edgestill.distiller.data.Dataset#hash()}
 * @param split what was guessed
 * @param protocol against which items, and fitted to what, in words
 * @param warnings what a reader must know before comparing these figures with others
 * @param users how many users have targets
 * @param seed of the 95 % bootstrap intervals over users
 * @param models in the order of the table
 * @param differences how much better the student is than each other model, user by user
 * @param slices the same models on parts of the targets
 */
public record Report(
    String dataHash,
    String split,
    String protocol,
    List<String> warnings,
    int users,
    long seed,
    List<Model> models,
    List<Difference> differences,
    List<Part> slices) {

  public Report {
    warnings = List.copyOf(warnings);
    models = List.copyOf(models);
    differences = List.copyOf(differences);
    slices = List.copyOf(slices);
  }

  /**
   * One model.
   *
   * @param description with the settings that make a difference
   * @param metrics for instance {@code ndcg@10}
   * @param lists what its lists are like, for instance {@code coverage@10}
   */
  public record Model(
      String name,
      Role role,
      String description,
      long bytes,
      Map<String, Measured> metrics,
      Map<String, Double> lists) {
    public Model {
      metrics = Map.copyOf(metrics);
      lists = Map.copyOf(lists);
    }

    /** A metric of the report. */
    public Measured metric(Metric metric) {
      Measured measured = metrics.get(metric.toString());
      if (measured == null) {
        throw new IllegalArgumentException("the report has no " + metric);
      }
      return measured;
    }
  }

  /**
   * Model minus the other one: above zero is better; beyond chance if the interval is.
   *
   * @param p of a paired randomisation test, two-sided, of this one comparison
   */
  public record Difference(
      String model, String other, String metric, Measured difference, double p) {}

  /**
   * A part of the targets.
   *
   * @param group what they are divided by
   * @param name which part
   * @param users how many users have targets in it
   * @param ndcg10 of each model
   */
  public record Part(String group, String name, int users, Map<String, Measured> ndcg10) {
    public Part {
      ndcg10 = Map.copyOf(ndcg10);
    }

    /** NDCG@10 of a model. */
    Measured of(String model) {
      Measured measured = ndcg10.get(model);
      if (measured == null) {
        throw new IllegalArgumentException("the report has no model " + model);
      }
      return measured;
    }
  }

  static final List<Metric> COLUMNS =
      List.of(
          Metric.HR_10,
          Metric.NDCG_10,
          new Metric(Metric.Kind.MRR, 10),
          new Metric(Metric.Kind.HR, 20));

  private static final List<Metric> COMPARED = List.of(Metric.NDCG_10, Metric.HR_10);

  /** An evaluated model. */
  record Result(Role role, Evaluation evaluation) {}

  /**
   * Puts a report together.
   *
   * @param results in the order of the table
   * @param refit whether all models have learned from validation events, too
   */
  static Report of(
      List<Result> results, List<Slice> slices, String dataHash, boolean refit, long seed) {
    List<Model> models = new ArrayList<>();
    List<Difference> differences = new ArrayList<>();
    Evaluation student =
        results.stream()
            .map(Result::evaluation)
            .filter(evaluation -> evaluation.name().equals(Student.DISTILLED.title()))
            .findFirst()
            .orElseThrow();
    for (Result result : results) {
      Evaluation other = result.evaluation();
      models.add(model(other, result.role()));
      if (!other.name().equals(student.name())) {
        for (Metric metric : COMPARED) {
          Comparison comparison = student.minus(other, metric);
          differences.add(
              new Difference(
                  student.name(),
                  other.name(),
                  metric.toString(),
                  comparison.difference(),
                  comparison.p()));
        }
      }
    }
    List<Part> parts = new ArrayList<>();
    for (Slice slice : slices) {
      Map<String, Measured> values = new TreeMap<>();
      for (Result result : results) {
        Evaluation evaluation = result.evaluation();
        values.put(evaluation.name(), slice.of(evaluation, Metric.NDCG_10));
      }
      parts.add(new Part(slice.group(), slice.name(), slice.users(), values));
    }
    return new Report(
        dataHash,
        student.split().name().toLowerCase(Locale.ROOT),
        student.protocol().description()
            + (refit
                ? ", every model fitted to training and validation events"
                : ", every model fitted to training events"),
        warnings(student),
        student.users(),
        seed,
        models,
        differences,
        parts);
  }

  private static Model model(Evaluation evaluation, Role role) {
    Map<String, Measured> metrics = new TreeMap<>();
    evaluation.metrics().forEach((metric, value) -> metrics.put(metric.toString(), value));
    Map<String, Double> lists = new TreeMap<>();
    evaluation.lists().forEach((metric, value) -> lists.put(metric.toString(), value));
    return new Model(
        evaluation.name(), role, evaluation.description(), evaluation.bytes(), metrics, lists);
  }

  private static List<String> warnings(Evaluation evaluation) {
    List<String> warnings = new ArrayList<>();
    if (evaluation.protocol().sampled()) {
      warnings.add(
          ("Each user's targets were ranked among %,d random items, not among the whole catalogue."
                  + " Such figures are much higher than those of a full ranking and may put models"
                  + " into another order (Krichene and Rendle, KDD 2020). Compare them only with"
                  + " figures of the same kind.")
              .formatted(evaluation.protocol().negatives()));
    }
    return warnings;
  }

  /**
   * A model of the report.
   *
   * @throws IllegalArgumentException if it is not there
   */
  public Model model(String name) {
    return models.stream()
        .filter(model -> model.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the report has no model " + name));
  }

  /** For people: one line a model, then how the student compares. */
  public String table() {
    StringBuilder text = new StringBuilder();
    text.append("%-16s %12s".formatted("model", "bytes"));
    COLUMNS.forEach(column -> text.append("  %-23s".formatted(column)));
    text.append('\n');
    for (Model model : models) {
      text.append("%-16s %,12d".formatted(model.name(), model.bytes()));
      for (Metric column : COLUMNS) {
        Measured m = model.metric(column);
        text.append("  %.4f [%.4f, %.4f]".formatted(m.value(), m.low(), m.high()));
      }
      text.append('\n');
    }
    text.append("\n%,d users, %s, 95 %% intervals%n".formatted(users, protocol));
    warnings.forEach(warning -> text.append("WARNING: ").append(warning).append('\n'));
    for (Difference d : differences) {
      if (d.metric().equals(Metric.NDCG_10.toString())) {
        text.append(
            "%s - %-17s %s %+.4f [%+.4f, %+.4f] p %.4f%n"
                .formatted(
                    d.model(),
                    d.other() + ":",
                    d.metric(),
                    d.difference().value(),
                    d.difference().low(),
                    d.difference().high(),
                    d.p()));
      }
    }
    return text.toString();
  }
}
