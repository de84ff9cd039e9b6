package org.edgestill.distiller.report;

/** A table: the first column names the rows, all others hold figures. */
public final class Table {

  private final String caption;
  private final Element header = Element.of("tr");
  private final Element body = Element.of("tbody");

  /**
   * A table.
   *
   * @param caption what it is of
   * @param columns the headings
   */
  public Table(String caption, String... columns) {
    this.caption = caption;
    for (String column : columns) {
      header.add(Element.of("th").attr("scope", "col").text(column));
    }
  }

  /** The cell that names a row. */
  public static Element name(String name) {
    return Element.of("th").attr("scope", "row").text(name);
  }

  /** A cell. */
  public static Element cell(String text) {
    return Element.of("td").text(text);
  }

  /** A cell of a value and its interval. */
  public static Element cell(double value, double low, double high) {
    return cell(Format.fixed(value, 4))
        .add(
            Element.of("span", "interval")
                .text("[" + Format.fixed(low, 4) + ", " + Format.fixed(high, 4) + "]"));
  }

  /** Adds a row. */
  public Table row(Element... cells) {
    return row("", cells);
  }

  /** Adds a row of a class. */
  public Table row(String cssClass, Element... cells) {
    Element row = Element.of("tr");
    if (!cssClass.isEmpty()) {
      row.attr("class", cssClass);
    }
    body.add(row.add(cells));
    return this;
  }

  /** The table, in something that scrolls. */
  public Element element() {
    Element table =
        Element.of("table")
            .add(
                Element.of("caption").add(Element.of("span").text(caption)),
                Element.of("thead").add(header),
                body);
    return Page.scrolling(caption, table);
  }
}
