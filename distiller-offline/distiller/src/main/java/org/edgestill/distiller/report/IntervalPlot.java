package org.edgestill.distiller.report;

import java.util.List;
import java.util.Map;

/** Values with intervals in rows, one below the other; made for comparing. */
public final class IntervalPlot {

  private static final int LEFT = 190;
  private static final int RIGHT = Drawing.WIDTH - 24;
  private static final int TOP = 30;
  private static final double GAP = 10;
  private static final double PER_POINT = 17;

  /**
   * A row.
   *
   * @param label on the left
   * @param note below the label, may be empty
   * @param points in it
   */
  public record Row(String label, String note, List<Point> points) {
    public Row {
      points = List.copyOf(points);
    }

    double height() {
      return Math.max(points.size() * PER_POINT, note.isEmpty() ? PER_POINT : 2 * PER_POINT) + GAP;
    }
  }

  private IntervalPlot() {}

  /**
   * Draws.
   *
   * @param title what it shows
   * @param axis what the values are
   * @param zero whether a line marks zero
   * @param legend what the marks stand for
   */
  public static Element of(
      String title, String axis, List<Row> rows, boolean zero, Map<Series, String> legend) {
    double least = zero ? 0 : Double.MAX_VALUE;
    double greatest = zero ? 0 : -Double.MAX_VALUE;
    double bottom = TOP;
    for (Row row : rows) {
      bottom += row.height();
      for (Point point : row.points()) {
        least = Math.min(least, point.low());
        greatest = Math.max(greatest, point.high());
      }
    }
    Axis x = Axis.linear(zero ? least : Math.min(0, least), greatest, LEFT, RIGHT);
    Element svg = Drawing.of(bottom + 46, title);
    for (double tick : x.ticks()) {
      svg.add(
          Drawing.line("grid", x.at(tick), TOP, x.at(tick), bottom),
          Drawing.text(
              x.at(tick),
              bottom + 18,
              "middle",
              zero && Math.abs(tick) > 1e-12
                  ? Format.signed(tick, x.digits())
                  : Format.fixed(tick, x.digits())));
    }
    if (zero) {
      svg.add(Drawing.line("zero", x.at(0), TOP - 4, x.at(0), bottom));
    }
    double y = TOP;
    for (Row row : rows) {
      svg.add(Drawing.line("grid", 0, y, RIGHT, y));
      row(svg, row, x, y);
      y += row.height();
    }
    svg.add(Drawing.line("axis", LEFT, bottom, RIGHT, bottom));
    svg.add(Drawing.text((LEFT + RIGHT) / 2.0, bottom + 38, "middle", axis));
    return svg.add(Series.legend(legend, LEFT, 12));
  }

  private static void row(Element svg, Row row, Axis x, double top) {
    double middle = top + row.height() / 2;
    boolean noted = !row.note().isEmpty();
    svg.add(Drawing.text(LEFT - 12, middle + (noted ? -3 : 4), "end", row.label()));
    if (noted) {
      svg.add(Drawing.text(LEFT - 12, middle + 13, "end", row.note()).attr("class", "note"));
    }
    double y = middle - (row.points().size() - 1) * PER_POINT / 2;
    for (Point point : row.points()) {
      svg.add(
          Element.of("g", point.series().cssClass())
              .add(
                  Drawing.title(point.described()),
                  Drawing.line("interval", x.at(point.low()), y, x.at(point.high()), y),
                  point.series().mark(x.at(point.value()), y)));
      y += PER_POINT;
    }
  }
}
