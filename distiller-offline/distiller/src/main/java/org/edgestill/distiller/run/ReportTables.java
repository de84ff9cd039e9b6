package org.edgestill.distiller.run;

import static org.edgestill.distiller.report.Table.cell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.edgestill.distiller.evaluate.ListMetric;
import org.edgestill.distiller.evaluate.Measured;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.report.Element;
import org.edgestill.distiller.report.Format;
import org.edgestill.distiller.report.Table;

/** The tables of a report. */
final class ReportTables {

  private static final Set<String> ABBREVIATIONS = Set.of("hr", "ndcg", "mrr", "map");

  private final Report report;

  ReportTables(Report report) {
    this.report = report;
  }

  /** The columns that everybody looks at first. */
  Element models() {
    List<String> columns = new ArrayList<>(List.of("model", "bytes"));
    Report.COLUMNS.forEach(metric -> columns.add(heading(metric.toString())));
    Table table =
        new Table(
            "Every model on the same targets; means over users with 95 % bootstrap intervals",
            columns.toArray(new String[0]));
    for (Report.Model model : report.models()) {
      List<Element> cells = new ArrayList<>(List.of(name(model), size(model.bytes())));
      for (Metric metric : Report.COLUMNS) {
        Measured m = model.metric(metric);
        cells.add(cell(m.value(), m.low(), m.high()));
      }
      table.row(css(model), cells.toArray(new Element[0]));
    }
    return table.element();
  }

  private static Element name(Report.Model model) {
    Element name = Table.name(model.name());
    if (model.description().equals(model.name())) {
      return name;
    }
    // "markov (window 3, decay 0.6)" needs no second "markov"
    String what =
        model.description().startsWith(model.name() + " (")
            ? model.description().substring(model.name().length() + 2).replaceFirst("\\)$", "")
            : model.description();
    return name.add(Element.of("span", "what").text(what));
  }

  private static Element size(long bytes) {
    return cell(Format.bytes(bytes)).add(Element.of("span", "interval").text(Format.count(bytes)));
  }

  private static String css(Report.Model model) {
    return model.role().name().toLowerCase(Locale.ROOT);
  }

  /** {@code ndcg@10} as {@code NDCG@10}, {@code coverage} as {@code Coverage}. */
  private static String heading(String metric) {
    String kind = metric.replaceFirst("@.*", "");
    return ABBREVIATIONS.contains(kind)
        ? metric.toUpperCase(Locale.ROOT)
        : metric.substring(0, 1).toUpperCase(Locale.ROOT) + metric.substring(1);
  }

  /** A table for each k. */
  Element everything() {
    Element all = Element.of("div");
    for (int k : Metric.ALL.stream().mapToInt(Metric::k).distinct().toArray()) {
      List<String> metrics = new ArrayList<>();
      Metric.ALL.stream().filter(m -> m.k() == k).forEach(m -> metrics.add(m.toString()));
      List<String> lists =
          ListMetric.ALL.stream().filter(m -> m.k() == k).map(ListMetric::toString).toList();
      List<String> columns = new ArrayList<>(List.of("model"));
      metrics.forEach(metric -> columns.add(heading(metric.replace("@" + k, ""))));
      lists.forEach(metric -> columns.add(heading(metric.replace("@" + k, ""))));
      Table table =
          new Table("The best %d: HR@%d and so on".formatted(k, k), columns.toArray(new String[0]));
      for (Report.Model model : report.models()) {
        List<Element> cells = new ArrayList<>(List.of(Table.name(model.name())));
        for (String metric : metrics) {
          cells.add(cell(Format.fixed(value(model, metric), 4)));
        }
        for (String metric : lists) {
          cells.add(cell(Format.fixed(model.lists().getOrDefault(metric, 0.0), 3)));
        }
        table.row(css(model), cells.toArray(new Element[0]));
      }
      all.add(table.element());
    }
    return all;
  }

  private static double value(Report.Model model, String metric) {
    return Metric.ALL.stream()
        .filter(m -> m.toString().equals(metric))
        .mapToDouble(m -> model.metric(m).value())
        .findFirst()
        .orElseThrow();
  }

  /** Student minus the others. */
  Element differences() {
    Table table =
        new Table(
            "Student minus the other model; p of a paired randomisation test, two-sided, each for"
                + " one comparison alone",
            "other model",
            "NDCG@10",
            "p",
            "HR@10",
            "p");
    for (Report.Model model : report.models()) {
      List<Element> cells = new ArrayList<>(List.of(Table.name(model.name())));
      for (Metric metric : List.of(Metric.NDCG_10, Metric.HR_10)) {
        for (Report.Difference d : report.differences()) {
          if (d.other().equals(model.name()) && d.metric().equals(metric.toString())) {
            cells.addAll(List.of(difference(d.difference()), cell(Format.p(d.p()))));
          }
        }
      }
      if (cells.size() > 1) {
        table.row(css(model), cells.toArray(new Element[0]));
      }
    }
    return table.element();
  }

  static Element difference(Measured d) {
    return cell(Format.signed(d.value(), 4))
        .add(
            Element.of("span", "interval")
                .text("[" + Format.signed(d.low(), 4) + ", " + Format.signed(d.high(), 4) + "]"));
  }

  /** NDCG@10 of all models on all parts. */
  Element slices() {
    List<String> columns = new ArrayList<>(List.of("model"));
    report.slices().forEach(part -> columns.add(part.name() + ", " + part.users() + " users"));
    Table table = new Table("NDCG@10 on parts of the targets", columns.toArray(new String[0]));
    for (Report.Model model : report.models()) {
      List<Element> cells = new ArrayList<>(List.of(Table.name(model.name())));
      for (Report.Part part : report.slices()) {
        Measured m = part.of(model.name());
        cells.add(cell(m.value(), m.low(), m.high()));
      }
      table.row(css(model), cells.toArray(new Element[0]));
    }
    return table.element();
  }
}
