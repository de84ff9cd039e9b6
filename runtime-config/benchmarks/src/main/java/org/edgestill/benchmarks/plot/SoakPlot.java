package org.edgestill.benchmarks.plot;

import java.util.Optional;
import org.edgestill.benchmarks.Findings;
import org.edgestill.benchmarks.Results;
import org.edgestill.benchmarks.Series;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Memory of a gateway over the minutes of a soak. */
final class SoakPlot implements Plot {

  @Override
  public String name() {
    return "soak";
  }

  @Override
  public Optional<Chart<?, ?>> of(Results results) {
    return results.part("soak").flatMap(SoakPlot::of);
  }

  private static Optional<Chart<?, ?>> of(Findings found) {
    if (found.series().isEmpty()) {
      return Optional.empty();
    }
    XYChart chart =
        new XYChartBuilder()
            .width(Look.WIDTH)
            .height(Look.HEIGHT)
            .title("Memory of a gateway that is given no rest")
            .xAxisTitle("minutes")
            .yAxisTitle("MB")
            .build();
    Look.apply(chart.getStyler());
    chart.getStyler().setXAxisMin(0.0);
    Look.megabytes(
        chart.getStyler(),
        found.series().stream()
            .flatMap(series -> series.values().stream())
            .max(Double::compare)
            .orElseThrow());
    for (Series series : found.series()) {
      XYSeries line = chart.addSeries(series.name(), series.minutes(), series.values());
      line.setMarker(SeriesMarkers.NONE);
      line.setLineStyle(Look.stroke(false))
          .setLineColor(series.name().contains("heap") ? Look.LIGHT_BLUE : Look.BLUE);
    }
    return Optional.of(chart);
  }
}
