package org.edgestill.benchmarks.plot;

import java.awt.Color;
import java.util.List;
import java.util.Optional;
import org.edgestill.benchmarks.Findings;
import org.edgestill.benchmarks.Results;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Response times of an assembled gateway under load. */
final class PercentilesPlot implements Plot {
  private static final List<Kind> KINDS =
      List.of(new Kind("http", "HTTP", false), new Kind("service", "service", true));
  private static final List<Phase> PHASES =
      List.of(
          new Phase("download", "during a download", Look.RED, SeriesMarkers.TRIANGLE_UP),
          new Phase("swaps", "a swap every second", Look.ORANGE, SeriesMarkers.DIAMOND),
          new Phase("rest", "at rest", Look.BLUE, SeriesMarkers.CIRCLE));

  private record Kind(String name, String label, boolean dashed) {}

  private record Phase(String name, String label, Color color, Marker marker) {}

  @Override
  public String name() {
    return "load";
  }

  @Override
  public Optional<Chart<?, ?>> of(Results results) {
    Times times =
        new Times(
            "Response time of a gateway at half of its maximum",
            "percentile of the requests",
            "from when a request was due",
            List.of("p50", "p99", "p99.9"));
    results
        .part("load")
        .ifPresent(
            found -> KINDS.forEach(kind -> PHASES.forEach(p -> line(times, found, kind, p))));
    return times.plot();
  }

  private static void line(Times times, Findings found, Kind kind, Phase phase) {
    times.line(
        kind.label + ", " + phase.label,
        phase.color,
        phase.marker,
        kind.dashed,
        percentile -> found.find(kind.name + "/" + phase.name + "/" + percentile));
  }
}
