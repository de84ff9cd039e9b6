package org.edgestill.distiller.run;

import static org.edgestill.distiller.report.Page.details;
import static org.edgestill.distiller.report.Page.figure;
import static org.edgestill.distiller.report.Page.paragraph;
import static org.edgestill.distiller.report.Page.section;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.edgestill.distiller.evaluate.Measured;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.report.BytesPlot;
import org.edgestill.distiller.report.Element;
import org.edgestill.distiller.report.Format;
import org.edgestill.distiller.report.IntervalPlot;
import org.edgestill.distiller.report.LinePlot;
import org.edgestill.distiller.report.Page;
import org.edgestill.distiller.report.Point;
import org.edgestill.distiller.report.Series;

/** The report of one run as a page. */
final class EvaluationPage {

  private static final String NDCG = "NDCG@10";

  /** Between a figure and its unit. */
  private static final String NBSP = "\u00a0";

  private final Report report;
  private final Workspace workspace;
  private final ReportTables tables;

  EvaluationPage(Report report, Workspace workspace) {
    this.report = report;
    this.workspace = workspace;
    this.tables = new ReportTables(report);
  }

  /** The page. */
  String html() throws IOException {
    RunSettings settings = workspace.settings();
    Page page = new Page(settings.name() + ": evaluation");
    page.add(
        Element.of("h1").text(settings.name() + ": evaluation"),
        Element.of("p", "subtitle")
            .text(
                "%s users with a hidden %s target, %s; 95\u00a0%% intervals; seed %d"
                    .formatted(
                        Format.count(report.users()),
                        report.split(),
                        report.protocol(),
                        report.seed())),
        Element.of("p", "lead").text(lead()));
    report.warnings().forEach(warning -> page.add(PageParts.warning(warning)));
    page.add(
        tiles(),
        section(
            "Quality against bytes",
            figure(
                NDCG
                    + " of every model with its 95 % interval over users, against what a file with"
                    + " all that the model needs would take. Up and to the left is better.",
                BytesPlot.of(points(), NDCG))),
        section("All models", tables.models(), details("Every metric", tables.everything())),
        section(
            "Is the student better?",
            verdict(),
            figure(
                "Student minus the other model, user by user. Right of zero the student is better; an"
                    + " interval that does not cross zero is unlikely to be chance.",
                IntervalPlot.of(
                    "Student minus each other model",
                    NDCG + " difference",
                    gains(),
                    true,
                    PageParts.roles(report.models().stream().map(Report.Model::role).toList()))),
            tables.differences()),
        slices());
    Map<String, List<LearningCurves.Point>> curves = curves();
    if (!curves.isEmpty()) {
      page.add(
          section(
              "Learning curves",
              figure(
                  NDCG + " on validation after each epoch; the best epoch is kept.",
                  LinePlot.of(NDCG + " on validation by epoch", "epoch", NDCG, lines(curves)))));
    }
    return page.add(
            PageParts.data(workspace),
            PageParts.run(workspace, List.of(report.seed())),
            PageParts.reading(report.protocol()))
        .html();
  }

  private Report.Model student() {
    return report.model(Student.DISTILLED.title());
  }

  /** The teacher that is best on the test targets: the one that is hardest to be compared with. */
  private Report.Model bestOf(Role role) {
    return report.models().stream()
        .filter(model -> model.role() == role)
        .max(Comparator.comparingDouble(model -> model.metric(Metric.NDCG_10).value()))
        .orElseThrow();
  }

  private String lead() {
    Report.Model student = student();
    Report.Model teacher = bestOf(Role.TEACHER);
    Report.Difference gain = difference(Student.ALONE.title());
    Measured d = gain.difference();
    String chance =
        d.low() > 0
            ? "more than chance would explain"
            : d.high() < 0
                ? "worse than chance would explain"
                : "which may be chance: the interval includes zero";
    return ("The student is %s than the best teacher and keeps %s\u00a0%% of its NDCG@10."
            + " Against the same student trained without a teacher it gains %s [%s, %s] NDCG@10, %s.")
        .formatted(
            smaller((double) teacher.bytes() / student.bytes()),
            Format.fixed(100 * share(student, teacher), 0),
            Format.signed(d.value(), 4),
            Format.signed(d.low(), 4),
            Format.signed(d.high(), 4),
            chance);
  }

  private static double share(Report.Model a, Report.Model b) {
    return a.metric(Metric.NDCG_10).value() / Math.max(1e-12, b.metric(Metric.NDCG_10).value());
  }

  private static String smaller(double ratio) {
    return ratio >= 1
        ? Format.fixed(ratio, ratio < 10 ? 1 : 0) + " times smaller"
        : Format.fixed(1 / ratio, 1) + " times larger";
  }

  private Report.Difference difference(String other) {
    return report.differences().stream()
        .filter(d -> d.other().equals(other) && d.metric().equals(Metric.NDCG_10.toString()))
        .findFirst()
        .orElseThrow();
  }

  private Element tiles() {
    Report.Model student = student();
    Report.Model teacher = bestOf(Role.TEACHER);
    Report.Model baseline = bestOf(Role.BASELINE);
    Report.Model alone = report.model(Student.ALONE.title());
    Measured ndcg = student.metric(Metric.NDCG_10);
    return Element.of("ul", "tiles")
        .add(
            tile(
                Format.fixed(ndcg.value(), 4),
                "NDCG@10 of the student [%s, %s]"
                    .formatted(Format.fixed(ndcg.low(), 4), Format.fixed(ndcg.high(), 4))),
            tile(Format.bytes(student.bytes()), "the file that is shipped"),
            tile(
                Format.fixed(100 * share(student, teacher), 0) + NBSP + "%",
                "of the best teacher (%s, %s)"
                    .formatted(teacher.name(), Format.bytes(teacher.bytes()))),
            gain(student, alone, "the student without a teacher"),
            gain(student, baseline, "the best baseline (%s)".formatted(baseline.name())));
  }

  private Element gain(Report.Model student, Report.Model other, String name) {
    Measured d = difference(other.name()).difference();
    boolean open = d.low() <= 0 && d.high() >= 0;
    return tile(
        Format.signed(100 * (share(student, other) - 1), 1) + NBSP + "%",
        "against " + name + (open ? "; may be chance" : "; more than chance"));
  }

  private static Element tile(String figure, String meaning) {
    return Element.of("li").add(Element.of("b").text(figure), Element.of("span").text(meaning));
  }

  private List<Point> points() {
    return report.models().stream()
        .map(
            model ->
                point(
                    model,
                    model.name(),
                    (double) Math.max(1, model.bytes()),
                    model.metric(Metric.NDCG_10)))
        .toList();
  }

  private static Point point(Report.Model model, String label, double x, Measured m) {
    return new Point(label, model.role().series(), x, m.value(), m.low(), m.high());
  }

  private Element verdict() {
    List<String> better = new ArrayList<>();
    List<String> open = new ArrayList<>();
    List<String> worse = new ArrayList<>();
    for (Report.Difference d : report.differences()) {
      if (d.metric().equals(Metric.NDCG_10.toString())) {
        Measured m = d.difference();
        (m.low() > 0 ? better : m.high() < 0 ? worse : open).add(d.other());
      }
    }
    return Element.of("ul")
        .add(
            Element.of("li").text("Better than: " + named(better) + "."),
            Element.of("li").text("Not told apart from: " + named(open) + "."),
            Element.of("li").text("Worse than: " + named(worse) + "."));
  }

  private static String named(List<String> models) {
    return models.isEmpty() ? "none" : String.join(", ", models);
  }

  private List<IntervalPlot.Row> gains() {
    List<IntervalPlot.Row> rows = new ArrayList<>();
    for (Report.Difference d : report.differences()) {
      if (d.metric().equals(Metric.NDCG_10.toString())) {
        Report.Model other = report.model(d.other());
        rows.add(
            new IntervalPlot.Row(
                d.other(),
                Format.bytes(other.bytes()),
                List.of(point(other, "student - " + d.other(), 0, d.difference()))));
      }
    }
    return rows;
  }

  private Element slices() {
    Map<String, List<Report.Part>> groups =
        report.slices().stream()
            .collect(
                Collectors.groupingBy(Report.Part::group, LinkedHashMap::new, Collectors.toList()));
    List<Report.Model> shown =
        List.of(
            student(),
            report.model(Student.ALONE.title()),
            bestOf(Role.TEACHER),
            bestOf(Role.BASELINE));
    Map<Series, String> legend = new LinkedHashMap<>();
    shown.forEach(model -> legend.put(model.role().series(), model.name()));
    Element section =
        section(
            "For whom, and for what",
            paragraph(
                "The same figures on parts of the targets, for the student, the student without a"
                    + " teacher, the best teacher and the best baseline (%s). Small parts have wide"
                        .formatted(bestOf(Role.BASELINE).name())
                    + " intervals."));
    groups.forEach(
        (group, parts) ->
            section.add(
                Element.of("h3").text("By " + group),
                figure(
                    NDCG + " by " + group + "; 95 % intervals.",
                    IntervalPlot.of(
                        NDCG + " by " + group, NDCG, rows(parts, shown), false, legend))));
    return section.add(details("All models on all parts", tables.slices()));
  }

  private static List<IntervalPlot.Row> rows(List<Report.Part> parts, List<Report.Model> shown) {
    List<IntervalPlot.Row> rows = new ArrayList<>();
    for (Report.Part part : parts) {
      List<Point> points = new ArrayList<>();
      for (Report.Model model : shown) {
        points.add(point(model, model.name(), 0, part.of(model.name())));
      }
      rows.add(new IntervalPlot.Row(part.name(), Format.count(part.users()) + " users", points));
    }
    return rows;
  }

  private Map<String, List<LearningCurves.Point>> curves() throws IOException {
    Map<String, List<LearningCurves.Point>> curves = new LinkedHashMap<>();
    for (String step : List.of(TeachStep.NAME, DistilStep.NAME)) {
      curves.putAll(LearningCurves.read(workspace.folder(step)));
    }
    return curves;
  }

  private static List<LinePlot.Line> lines(Map<String, List<LearningCurves.Point>> curves) {
    List<LinePlot.Line> lines = new ArrayList<>();
    curves.forEach(
        (model, points) ->
            lines.add(
                new LinePlot.Line(
                    model,
                    series(model),
                    points.stream().mapToInt(LearningCurves.Point::epoch).toArray(),
                    points.stream().mapToDouble(LearningCurves.Point::ndcg10).toArray())));
    return lines;
  }

  private static Series series(String model) {
    return model.equals(Student.DISTILLED.title())
        ? Series.STUDENT
        : model.startsWith(Student.DISTILLED.title()) ? Series.CONTROL : Series.TEACHER;
  }
}
