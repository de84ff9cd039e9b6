package org.edgestill.distiller.report;

/** What all plots are made of. */
final class Drawing {

  static final int WIDTH = 720;

  private Drawing() {}

  /**
   * An empty drawing.
   *
   * @param title what it shows, for those who do not see it too
   */
  static Element of(double height, String title) {
    return Element.of("svg", "plot")
        .attr("viewBox", "0 0 " + WIDTH + " " + Format.fixed(height, 0))
        .attr("role", "img")
        .attr("aria-label", title);
  }

  static Element line(String cssClass, double x1, double y1, double x2, double y2) {
    return Element.of("line", cssClass).attr("x1", x1).attr("y1", y1).attr("x2", x2).attr("y2", y2);
  }

  /**
   * Text.
   *
   * @param anchor start, middle or end
   */
  static Element text(double x, double y, String anchor, String text) {
    return Element.of("text").attr("x", x).attr("y", y).attr("text-anchor", anchor).text(text);
  }

  /** What a mark says when it is pointed at. */
  static Element title(String text) {
    return Element.of("title").text(text);
  }
}
