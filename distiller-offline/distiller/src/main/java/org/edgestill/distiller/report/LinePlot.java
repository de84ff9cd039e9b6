package org.edgestill.distiller.report;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Lines over whole numbers, each named at its end. */
public final class LinePlot {

  private static final int HEIGHT = 300;
  private static final int LEFT = 58;
  private static final int RIGHT = Drawing.WIDTH - 130;
  private static final int TOP = 16;
  private static final int BOTTOM = HEIGHT - 46;
  private static final double APART = 15;

  /**
   * A line.
   *
   * @param x ascending, 1 or more of them
   * @param y as many
   */
  @SuppressWarnings("ArrayRecordComponent") // identity is fine: only carried
  public record Line(String label, Series series, int[] x, double[] y) {}

  private LinePlot() {}

  /** Draws. */
  public static Element of(String title, String xAxis, String yAxis, List<Line> lines) {
    int last = lines.stream().mapToInt(line -> line.x()[line.x().length - 1]).max().orElseThrow();
    double greatest =
        lines.stream().flatMapToDouble(line -> Arrays.stream(line.y())).max().orElseThrow();
    Axis x = new Axis(0.5, Math.max(2, last) + 0.5, LEFT, RIGHT, false);
    Axis y = Axis.linear(0, greatest, BOTTOM, TOP);
    Element svg = Drawing.of(HEIGHT, title);
    for (double tick : y.ticks()) {
      svg.add(
          Drawing.line("grid", LEFT, y.at(tick), RIGHT, y.at(tick)),
          Drawing.text(LEFT - 8, y.at(tick) + 4, "end", Format.fixed(tick, y.digits())));
    }
    int every = Math.max(1, (last + 14) / 15);
    for (int tick = 1; tick <= last; tick += every) {
      svg.add(Drawing.text(x.at(tick), BOTTOM + 18, "middle", Integer.toString(tick)));
    }
    svg.add(
        Drawing.line("axis", LEFT, BOTTOM, RIGHT, BOTTOM),
        Drawing.text((LEFT + RIGHT) / 2.0, HEIGHT - 8, "middle", xAxis),
        Drawing.text(0, 0, "middle", yAxis)
            .attr("transform", "translate(14 " + (TOP + BOTTOM) / 2 + ") rotate(-90)"));
    lines.forEach(line -> svg.add(line(line, x, y)));
    labels(svg, lines, x, y);
    return svg;
  }

  private static Element line(Line line, Axis x, Axis y) {
    StringBuilder points = new StringBuilder();
    Element group = Element.of("g", line.series().cssClass());
    for (int i = 0; i < line.x().length; i++) {
      points.append(Format.fixed(x.at(line.x()[i]), 1)).append(',');
      points.append(Format.fixed(y.at(line.y()[i]), 1)).append(' ');
    }
    group.add(Element.of("polyline", "curve").attr("points", points.toString().strip()));
    for (int i = 0; i < line.x().length; i++) {
      group.add(
          Element.of("circle")
              .attr("cx", x.at(line.x()[i]))
              .attr("cy", y.at(line.y()[i]))
              .attr("r", 3)
              .add(
                  Drawing.title(
                      "%s, %d: %s"
                          .formatted(line.label(), line.x()[i], Format.fixed(line.y()[i], 4)))));
    }
    return group;
  }

  /** At the ends of the lines, from the top, never one over the other. */
  private static void labels(Element svg, List<Line> lines, Axis x, Axis y) {
    List<Line> ordered =
        lines.stream()
            .sorted(Comparator.comparingDouble(line -> -line.y()[line.y().length - 1]))
            .toList();
    double free = 0;
    for (Line line : ordered) {
      int end = line.x().length - 1;
      double at = Math.max(free, y.at(line.y()[end]) + 4);
      svg.add(
          Drawing.text(x.at(line.x()[end]) + 9, at, "start", line.label())
              .attr("class", "label " + line.series().cssClass()));
      free = at + APART;
    }
  }
}
