package org.edgestill.distiller.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Quality against bytes, the latter on a logarithmic axis; every model with name and interval. */
public final class BytesPlot {

  private static final int HEIGHT = 430;
  private static final int LEFT = 58;
  private static final int TOP = 34;
  private static final int RIGHT = Drawing.WIDTH - 24;
  private static final int BOTTOM = HEIGHT - 48;
  private static final double LETTER = 7.4;
  private static final double LINE = 15;
  private static final double MARK = 9;

  /** A rectangle that labels must not cover. */
  private record Box(double left, double top, double right, double bottom) {
    double overlap(Box other) {
      double width = Math.min(right, other.right) - Math.max(left, other.left);
      double height = Math.min(bottom, other.bottom) - Math.max(top, other.top);
      return width > 0 && height > 0 ? width * height : 0;
    }
  }

  private BytesPlot() {}

  /**
   * Draws.
   *
   * @param points x in bytes, positive; not empty
   * @param metric what the values are, for instance {@code NDCG@10}
   */
  public static Element of(List<Point> points, String metric) {
    Axis x =
        Axis.logarithmic(
            points.stream().mapToDouble(Point::x).min().orElseThrow(),
            points.stream().mapToDouble(Point::x).max().orElseThrow(),
            LEFT,
            RIGHT);
    Axis y =
        Axis.linear(
            Math.min(0, points.stream().mapToDouble(Point::low).min().orElseThrow()),
            points.stream().mapToDouble(Point::high).max().orElseThrow(),
            BOTTOM,
            TOP);
    Element svg = Drawing.of(HEIGHT, metric + " against bytes of each model, with 95 % intervals");
    axes(svg, x, y, metric);
    List<Box> taken = new ArrayList<>();
    for (Point point : points) {
      double px = x.at(point.x());
      taken.add(new Box(px - 7, y.at(point.value()) - 7, px + 7, y.at(point.value()) + 7));
      taken.add(new Box(px - 1, y.at(point.high()), px + 1, y.at(point.low())));
    }
    // students last: nothing may cover them
    List<Point> ordered =
        points.stream()
            .sorted(Comparator.comparing((Point point) -> point.series() == Series.STUDENT))
            .toList();
    for (Point point : ordered) {
      svg.add(mark(point, x.at(point.x()), y));
    }
    for (Point point : ordered) {
      svg.add(label(point, x.at(point.x()), y.at(point.value()), taken));
    }
    Map<Series, String> used = new EnumMap<>(Series.class);
    points.forEach(point -> used.put(point.series(), point.series().cssClass()));
    return svg.add(Series.legend(used, LEFT + 6, 12));
  }

  private static void axes(Element svg, Axis x, Axis y, String metric) {
    for (double tick : y.ticks()) {
      svg.add(
          Drawing.line("grid", LEFT, y.at(tick), RIGHT, y.at(tick)),
          Drawing.text(LEFT - 8, y.at(tick) + 4, "end", Format.fixed(tick, y.digits())));
    }
    for (double tick : x.ticks()) {
      svg.add(
          Drawing.line("grid", x.at(tick), TOP, x.at(tick), BOTTOM),
          Drawing.text(x.at(tick), BOTTOM + 18, "middle", Format.bytes(Math.round(tick))));
    }
    svg.add(
        Drawing.line("axis", LEFT, BOTTOM, RIGHT, BOTTOM),
        Drawing.text((LEFT + RIGHT) / 2.0, HEIGHT - 8, "middle", "bytes (logarithmic)"),
        Drawing.text(0, 0, "middle", metric)
            .attr("transform", "translate(14 " + (TOP + BOTTOM) / 2 + ") rotate(-90)"));
  }

  private static Element mark(Point point, double px, Axis y) {
    return Element.of("g", point.series().cssClass())
        .add(
            Drawing.title(point.described() + ", " + Format.bytes(Math.round(point.x()))),
            Drawing.line("interval", px, y.at(point.low()), px, y.at(point.high())),
            point.series().mark(px, y.at(point.value())));
  }

  /** Beside its mark, on the side with the least in the way. */
  private static Element label(Point point, double px, double py, List<Box> taken) {
    double width = point.label().length() * LETTER;
    double[][] places = {
      {px + MARK, py - LINE / 2},
      {px - MARK - width, py - LINE / 2},
      {px + MARK, py - LINE - 2},
      {px + MARK, py + 2},
      {px - MARK - width, py - LINE - 2},
      {px - MARK - width, py + 2},
      {px + MARK, py - 2 * LINE},
      {px + MARK, py + LINE},
      {px - MARK - width, py - 2 * LINE},
      {px - MARK - width, py + LINE},
    };
    Box best = null;
    double least = Double.MAX_VALUE;
    for (double[] place : places) {
      Box box = new Box(place[0], place[1], place[0] + width, place[1] + LINE);
      double outside =
          Math.max(0, box.right - RIGHT - 20)
              + Math.max(0, LEFT - box.left)
              + Math.max(0, TOP - box.top);
      double cost = taken.stream().mapToDouble(box::overlap).sum() + LINE * outside;
      if (cost < least - 1e-9) {
        least = cost;
        best = box;
      }
    }
    Box chosen = Objects.requireNonNull(best);
    taken.add(chosen);
    // aligned to the mark, because how wide the letters really are only the browser knows
    boolean before = chosen.right < px;
    Element text =
        Drawing.text(
            before ? chosen.right : chosen.left,
            chosen.bottom - 4,
            before ? "end" : "start",
            point.label());
    return text.attr("class", "label " + point.series().cssClass());
  }
}
