package org.edgestill.benchmarks.plot;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.edgestill.benchmarks.Claim;
import org.edgestill.benchmarks.Figure;
import org.edgestill.benchmarks.Findings;
import org.edgestill.benchmarks.Results;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;

/** Resident memory of a gateway and of what one could start from. */
final class FootprintPlot implements Plot {
  private static final Map<String, String> BARS = new LinkedHashMap<>();

  static {
    BARS.put("felix/rss", "Felix alone");
    BARS.put("gateway/idle/rss", "gateway, idle");
    BARS.put("gateway/10k/rss", "gateway, 10k");
    BARS.put("gateway/100k/rss", "gateway, 100k");
    BARS.put("karaf-minimal/rss", "Karaf minimal");
  }

  @Override
  public String name() {
    return "footprint";
  }

  @Override
  public Optional<Chart<?, ?>> of(Results results) {
    return results.part("footprint").flatMap(FootprintPlot::of);
  }

  private static Optional<Chart<?, ?>> of(Findings found) {
    List<Figure> figures =
        BARS.keySet().stream().flatMap(name -> found.find(name).stream()).toList();
    if (figures.isEmpty()) {
      return Optional.empty();
    }
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(Look.WIDTH)
            .height(Look.HEIGHT)
            .title("Resident memory")
            .yAxisTitle("MB")
            .build();
    Look.apply(chart.getStyler());
    Look.megabytes(
        chart.getStyler(), figures.stream().mapToDouble(Figure::median).max().orElseThrow());
    chart
        .getStyler()
        .setAvailableSpaceFill(0.5)
        .setOverlapped(true)
        .setLabelsVisible(true)
        .setLabelsPosition(0.93)
        .setLabelsFont(Look.TEXT)
        .setLabelsFontColor(Color.WHITE)
        .setLabelsFontColorAutomaticEnabled(false)
        .setLegendVisible(false);
    bars(chart, "gateway", figures, true, Look.BLUE);
    bars(chart, "framework", figures, false, Look.GREY);
    found.claims().stream()
        .filter(claim -> claim.what().startsWith("resident memory"))
        .findFirst()
        .ifPresent(claim -> target(chart, claim));
    return Optional.of(chart);
  }

  /** Those of the gateway, or the others; the other places stay empty. */
  private static void bars(
      CategoryChart chart, String name, List<Figure> figures, boolean ours, Color color) {
    List<String> labels = figures.stream().map(figure -> BARS.get(figure.name())).toList();
    Double[] megabytes = new Double[figures.size()];
    for (int i = 0; i < megabytes.length; i++) {
      Figure figure = figures.get(i);
      megabytes[i] = figure.name().startsWith("gateway") == ours ? figure.median() : null;
    }
    chart.addSeries(name, labels, new ArrayList<>(Arrays.asList(megabytes))).setFillColor(color);
  }

  private static void target(CategoryChart chart, Claim claim) {
    chart.getStyler().setAnnotationLineColor(Look.RED).setAnnotationLineStroke(Look.stroke(true));
    chart.addAnnotation(new AnnotationLine(claim.limit(), false, false));
    chart.setXAxisTitle(
        "dashed: at most %s %s are claimed with 100k items"
            .formatted(Math.round(claim.limit()), claim.unit()));
  }
}
