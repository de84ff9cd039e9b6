package org.edgestill.benchmarks.plot;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.edgestill.benchmarks.Results;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.internal.chartpart.Chart;

/** All plots of a run. The same figures give the same files, on a machine with the same fonts. */
public final class Plots {
  private static final List<Plot> ALL =
      List.of(new LatencyPlot(), new PercentilesPlot(), new FootprintPlot(), new SoakPlot());

  private Plots() {}

  /**
   * Writes those of which something was measured; others stay as they are.
   *
   * @param folder of {@code benchmarks-NAME.svg}
   * @return what was written
   */
  public static List<Path> write(Results results, Path folder) throws IOException {
    List<Path> written = new ArrayList<>();
    for (Plot plot : ALL) {
      Optional<Chart<?, ?>> chart = plot.of(results);
      if (chart.isPresent()) {
        Path file = folder.resolve("benchmarks-" + plot.name() + ".svg");
        try (OutputStream svg = Files.newOutputStream(file)) {
          VectorGraphicsEncoder.saveVectorGraphic(chart.get(), svg, VectorGraphicsFormat.SVG);
        }
        written.add(file);
      }
    }
    return written;
  }
}
