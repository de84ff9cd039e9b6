package org.edgestill.distiller.report;

import java.util.Locale;
import java.util.Map;

/** Colour and shape, so that nothing is told by colour alone. */
public enum Series {
  TEACHER,
  STUDENT,
  CONTROL,
  BASELINE;

  private static final double SIZE = 5.5;

  /** The class in the style sheet. */
  String cssClass() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A mark at a point. */
  Element mark(double x, double y) {
    double s = SIZE;
    return switch (this) {
      case TEACHER -> polygon(x - s, y - s, x + s, y - s, x + s, y + s, x - s, y + s);
      case STUDENT -> Element.of("circle").attr("cx", x).attr("cy", y).attr("r", s + 1);
      case CONTROL -> polygon(x, y - s - 1.5, x + s + 1.5, y + s, x - s - 1.5, y + s);
      case BASELINE -> polygon(x, y - s - 1, x + s + 1, y, x, y + s + 1, x - s - 1, y);
    };
  }

  private static Element polygon(double... xy) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < xy.length; i += 2) {
      points.append(i == 0 ? "" : " ").append(Format.fixed(xy[i], 1)).append(',');
      points.append(Format.fixed(xy[i + 1], 1));
    }
    return Element.of("polygon").attr("points", points.toString());
  }

  /** Marks with what they stand for, in a row from x on. */
  static Element legend(Map<Series, String> names, double x, double y) {
    Element legend = Element.of("g", "legend").attr("aria-hidden", "true");
    double at = x;
    for (Map.Entry<Series, String> entry : names.entrySet()) {
      Series series = entry.getKey();
      String name = entry.getValue();
      legend.add(
          Element.of("g", series.cssClass()).add(series.mark(at + SIZE, y)),
          Drawing.text(at + 2 * SIZE + 5, y + 4, "start", name));
      at += 2 * SIZE + 22 + 7.4 * name.length();
    }
    return legend;
  }
}
