package org.edgestill.distiller.run;

import static org.edgestill.distiller.report.Page.figure;
import static org.edgestill.distiller.report.Page.section;
import static org.edgestill.distiller.report.Table.cell;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.edgestill.distiller.evaluate.Measured;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.report.BytesPlot;
import org.edgestill.distiller.report.Element;
import org.edgestill.distiller.report.Format;
import org.edgestill.distiller.report.IntervalPlot;
import org.edgestill.distiller.report.Page;
import org.edgestill.distiller.report.Point;
import org.edgestill.distiller.report.Table;

/** The report over several seeds as a page. */
final class SeedPage {

  private static final String NDCG = "NDCG@10";

  private final SeedReport report;
  private final Workspace workspace;

  /**
   * A page.
   *
   * @param workspace of the configuration, whose seeds were run
   */
  SeedPage(SeedReport report, Workspace workspace) {
    this.report = report;
    this.workspace = workspace;
  }

  /** The page. */
  String html() throws IOException {
    String name = workspace.settings().name();
    Page page = new Page(name + ": evaluation over seeds");
    page.add(
        Element.of("h1").text(name + ": evaluation over seeds"),
        Element.of("p", "subtitle")
            .text(
                "%d seeds, %s users, %s; 95\u00a0%% intervals over users and seeds"
                    .formatted(
                        report.seeds().size(), Format.count(report.users()), report.protocol())),
        Element.of("p", "lead").text(lead()));
    report.warnings().forEach(warning -> page.add(PageParts.warning(warning)));
    Workspace first = workspace.withSeed(report.seeds().get(0));
    return page.add(
            section(
                "Quality against bytes",
                figure(
                    NDCG + ", mean over the seeds, with its 95 % interval over users and seeds.",
                    BytesPlot.of(points(), NDCG))),
            section("All models", models()),
            section(
                "Is the student better?",
                figure(
                    "Student minus the other model of the same seed, user by user; right of zero the"
                        + " student is better. 95 % intervals over users and seeds.",
                    IntervalPlot.of(
                        "Student minus each other model",
                        NDCG + " difference",
                        gains(),
                        true,
                        PageParts.roles(
                            report.models().stream().map(SeedReport.Model::role).toList()))),
                differences()),
            section(
                "What the intervals hold",
                Page.paragraph(
                    "Users and seeds are resampled independently of each other (Owen, 2007), which"
                        + " errs towards intervals that are too wide. Models without anything random"
                        + " have the same value under every seed. With few seeds their part of the"
                        + " spread is known only roughly: look at the values of the seeds, too.")),
            PageParts.data(first),
            PageParts.run(first, report.seeds()),
            PageParts.reading(report.protocol()))
        .html();
  }

  private String lead() {
    SeedReport.Difference gain =
        report.differences().stream()
            .filter(d -> d.other().equals(Student.ALONE.title()))
            .findFirst()
            .orElseThrow();
    Measured mean = gain.difference().mean();
    long better = gain.difference().perSeed().stream().filter(d -> d > 0).count();
    return ("With %d of %d seeds the student is better than the same student without a teacher; on"
            + " average by %s [%s, %s] NDCG@10%s.")
        .formatted(
            better,
            report.seeds().size(),
            Format.signed(mean.value(), 4),
            Format.signed(mean.low(), 4),
            Format.signed(mean.high(), 4),
            mean.low() <= 0 && mean.high() >= 0 ? ", which may be chance" : "");
  }

  private List<Point> points() {
    List<Point> points = new ArrayList<>();
    for (SeedReport.Model model : report.models()) {
      points.add(point(model, model.name(), model.metric(Metric.NDCG_10).mean()));
    }
    return points;
  }

  private static Point point(SeedReport.Model model, String label, Measured m) {
    return new Point(
        label,
        model.role().series(),
        (double) Math.max(1, model.bytes()),
        m.value(),
        m.low(),
        m.high());
  }

  private Element models() {
    List<String> columns = new ArrayList<>(List.of("model", "bytes", NDCG));
    report.seeds().forEach(seed -> columns.add("seed " + seed));
    columns.addAll(List.of("deviation", "HR@10"));
    Table table =
        new Table(
            "Means over the seeds with 95 % intervals over users and seeds; NDCG@10 of each seed and"
                + " its standard deviation",
            columns.toArray(new String[0]));
    for (SeedReport.Model model : report.models()) {
      SeedReport.Spread ndcg = model.metric(Metric.NDCG_10);
      Measured hr = model.metric(Metric.HR_10).mean();
      List<Element> cells = new ArrayList<>();
      cells.add(Table.name(model.name()));
      cells.add(cell(Format.bytes(model.bytes())));
      cells.add(cell(ndcg.mean().value(), ndcg.mean().low(), ndcg.mean().high()));
      ndcg.perSeed().forEach(value -> cells.add(cell(Format.fixed(value, 4))));
      cells.add(cell(Format.fixed(ndcg.deviation(), 4)));
      cells.add(cell(hr.value(), hr.low(), hr.high()));
      table.row(model.role().name().toLowerCase(Locale.ROOT), cells.toArray(new Element[0]));
    }
    return table.element();
  }

  private SeedReport.Model model(String name) {
    return report.models().stream()
        .filter(model -> model.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private List<IntervalPlot.Row> gains() {
    List<IntervalPlot.Row> rows = new ArrayList<>();
    for (SeedReport.Difference d : report.differences()) {
      SeedReport.Model other = model(d.other());
      rows.add(
          new IntervalPlot.Row(
              d.other(),
              Format.bytes(other.bytes()),
              List.of(point(other, "student - " + d.other(), d.difference().mean()))));
    }
    return rows;
  }

  private Element differences() {
    List<String> columns = new ArrayList<>(List.of("other model", "mean"));
    report.seeds().forEach(seed -> columns.add("seed " + seed));
    Table table =
        new Table("Student minus the other model, NDCG@10", columns.toArray(new String[0]));
    for (SeedReport.Difference d : report.differences()) {
      List<Element> cells = new ArrayList<>();
      cells.add(Table.name(d.other()));
      cells.add(ReportTables.difference(d.difference().mean()));
      d.difference().perSeed().forEach(value -> cells.add(cell(Format.signed(value, 4))));
      table.row(
          model(d.other()).role().name().toLowerCase(Locale.ROOT), cells.toArray(new Element[0]));
    }
    return table.element();
  }
}
