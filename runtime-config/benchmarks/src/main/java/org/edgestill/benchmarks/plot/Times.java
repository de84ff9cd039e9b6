package org.edgestill.benchmarks.plot;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.edgestill.benchmarks.Figure;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.markers.Marker;

/**
 * Times, on a logarithmic axis with a line for each decade, over a few places with names. The
 * library would draw nine lines a decade: so it gets logarithms.
 */
final class Times {
  private static final double MILLI = 1_000;

  private final List<String> places;
  private final XYChart chart;
  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;

  /**
   * An empty plot.
   *
   * @param places on the other axis, at equal distances
   */
  Times(String title, String xTitle, String yTitle, List<String> places) {
    this.places = places;
    chart =
        new XYChartBuilder()
            .width(Look.WIDTH)
            .height(Look.HEIGHT)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
  }

  /** Draws a line through the figures that there are, in microseconds. */
  void line(
      String label,
      Color color,
      Marker marker,
      boolean dashed,
      Function<String, Optional<Figure>> figures) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (int place = 0; place < places.size(); place++) {
      Optional<Figure> figure = figures.apply(places.get(place));
      if (figure.isPresent()) {
        x.add((double) place);
        y.add(Math.log10(figure.get().median()));
      }
    }
    for (double value : y) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    if (!x.isEmpty()) {
      XYSeries series = chart.addSeries(label, x, y);
      series.setMarker(marker).setMarkerColor(color);
      series.setLineStyle(Look.stroke(dashed)).setLineColor(color);
    }
  }

  /** The plot; empty if it has no line. */
  Optional<Chart<?, ?>> plot() {
    if (chart.getSeriesMap().isEmpty()) {
      return Optional.empty();
    }
    Look.apply(chart.getStyler());
    chart
        .getStyler()
        .setYAxisMin(Math.floor(low))
        .setYAxisMax(Math.ceil(high))
        .setxAxisTickLabelsFormattingFunction(x -> places.get((int) Math.round(x)))
        .setyAxisTickLabelsFormattingFunction(Times::decade);
    return Optional.of(chart);
  }

  /** Nothing between decades: the library then looks for larger steps. */
  private static String decade(double logarithm) {
    if (logarithm != Math.rint(logarithm)) {
      return "";
    }
    double micros = Math.pow(10, logarithm);
    return micros < MILLI
        ? String.format(Locale.ROOT, micros < 1 ? "%.1f µs" : "%.0f µs", micros)
        : String.format(Locale.ROOT, "%,.0f ms", micros / MILLI);
  }
}
