package org.edgestill.distiller.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.edgestill.distiller.evaluate.Evaluation;
import org.edgestill.distiller.evaluate.Measured;
import org.edgestill.distiller.evaluate.Metric;

/**
 * How all models of a run did on the same users.
 *
 * @param dataHash {@link org.edgestill.distiller.data.Dataset#hash()}
 * @param split what was guessed
 * @param users how many users have a target
 * @param seed of the 95 % bootstrap intervals over users
 * @param models in the order of the table
 * @param differences how much better the student is than others, user by user
 */
public record Report(
    String dataHash,
    String split,
    int users,
    long seed,
    List<Model> models,
    List<Difference> differences) {

  public Report {
    models = List.copyOf(models);
    differences = List.copyOf(differences);
  }

  /**
   * One model.
   *
   * @param metrics for instance {@code ndcg@10}
   */
  public record Model(String name, long bytes, Map<String, Measured> metrics) {
    public Model {
      metrics = Map.copyOf(metrics);
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

  /** Model minus the other one: above zero is better; beyond chance if the interval is. */
  public record Difference(String model, String other, String metric, Measured difference) {}

  private static final List<String> COMPARED =
      List.of("markov", "markov-tuned", "student-alone", "teacher");
  private static final List<Metric> COLUMNS =
      List.of(
          Metric.HR_10,
          Metric.NDCG_10,
          new Metric(Metric.Kind.MRR, 10),
          new Metric(Metric.Kind.HR, 20));

  static Report of(List<Evaluation> evaluations, String dataHash, long seed) {
    List<Model> models = new ArrayList<>();
    List<Difference> differences = new ArrayList<>();
    Evaluation student = named(evaluations, Student.DISTILLED.title());
    for (Evaluation evaluation : evaluations) {
      Map<String, Measured> metrics = new TreeMap<>();
      evaluation.metrics().forEach((metric, value) -> metrics.put(metric.toString(), value));
      models.add(new Model(evaluation.name(), evaluation.bytes(), metrics));
      if (COMPARED.contains(evaluation.name())) {
        for (Metric metric : List.of(Metric.NDCG_10, Metric.HR_10)) {
          differences.add(
              new Difference(
                  "student",
                  evaluation.name(),
                  metric.toString(),
                  student.minus(evaluation, metric)));
        }
      }
    }
    return new Report(
        dataHash,
        student.split().name().toLowerCase(Locale.ROOT),
        student.users(),
        seed,
        models,
        differences);
  }

  private static Evaluation named(List<Evaluation> evaluations, String name) {
    return evaluations.stream().filter(e -> e.name().equals(name)).findFirst().orElseThrow();
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
    text.append("%-14s %12s".formatted("model", "bytes"));
    COLUMNS.forEach(column -> text.append("  %-23s".formatted(column)));
    text.append('\n');
    for (Model model : models) {
      text.append("%-14s %,12d".formatted(model.name(), model.bytes()));
      for (Metric column : COLUMNS) {
        Measured m = model.metric(column);
        text.append("  %.4f [%.4f, %.4f]".formatted(m.value(), m.low(), m.high()));
      }
      text.append('\n');
    }
    text.append(
        "\n%,d users, whole catalogue ranked, items already met left out, 95 %% intervals%n"
            .formatted(users));
    for (Difference d : differences) {
      text.append(
          "%s - %s: %s %+.4f [%+.4f, %+.4f]%n"
              .formatted(
                  d.model(),
                  d.other(),
                  d.metric(),
                  d.difference().value(),
                  d.difference().low(),
                  d.difference().high()));
    }
    return text.toString();
  }
}
