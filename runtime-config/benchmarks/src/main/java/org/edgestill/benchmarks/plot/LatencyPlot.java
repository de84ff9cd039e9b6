package org.edgestill.benchmarks.plot;

import java.awt.Color;
import java.util.List;
import java.util.Optional;
import org.edgestill.benchmarks.Results;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The time of a request over the number of items, beside its limits and its peers. */
final class LatencyPlot implements Plot {

  /** Each is ten times the one before. */
  private static final List<String> SIZES = List.of("1k", "10k", "100k", "1M");

  private static final List<Line> LINES =
      List.of(
          new Line("peers", "http/%s", "model behind HTTP", Look.RED, SeriesMarkers.TRIANGLE_UP),
          new Line("peers", "djl/%s", "DJL's predictor", Look.ORANGE, SeriesMarkers.DIAMOND),
          new Line("peers", "plain/%s", "plain ONNX Runtime", Look.GREEN, SeriesMarkers.SQUARE),
          new Line(
              "student", "recommend/%s/history-20", "recommend()", Look.BLUE, SeriesMarkers.CIRCLE),
          new Line(
              "student", "run/%s/history-20", "raw run", Look.LIGHT_BLUE, SeriesMarkers.CIRCLE),
          new Line("student", "stream/%s", "streaming read", Look.GREY, SeriesMarkers.CIRCLE));

  /** Figures of a part, where {@code %s} is the size. */
  private record Line(String part, String figure, String label, Color color, Marker marker) {}

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public Optional<Chart<?, ?>> of(Results results) {
    Times times = new Times("Time of one request", "items in the catalogue", "median", SIZES);
    for (Line line : LINES) {
      results
          .part(line.part)
          .ifPresent(
              found ->
                  times.line(
                      line.label,
                      line.color,
                      line.marker,
                      false,
                      size -> found.find(line.figure.formatted(size))));
    }
    return times.plot();
  }
}
