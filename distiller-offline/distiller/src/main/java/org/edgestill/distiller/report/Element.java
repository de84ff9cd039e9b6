package org.edgestill.distiller.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An element of HTML or of SVG within HTML; what goes in as text comes out as text. */
public final class Element {

  private static final Set<String> VOID = Set.of("meta", "br", "hr", "col");

  private final String name;
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final List<String> content = new ArrayList<>();

  private Element(String name) {
    this.name = name;
  }

  /** An empty element. */
  public static Element of(String name) {
    return new Element(name);
  }

  /** An element of a class. */
  public static Element of(String name, String cssClass) {
    return new Element(name).attr("class", cssClass);
  }

  /** Sets an attribute. */
  public Element attr(String key, String value) {
    attributes.put(key, value);
    return this;
  }

  /** Sets a coordinate, to a tenth of a pixel. */
  public Element attr(String key, double value) {
    return attr(key, Format.fixed(value, 1));
  }

  /** Adds text. */
  public Element text(String text) {
    content.add(escape(text));
    return this;
  }

  /** Adds elements as they are now. */
  public Element add(Element... children) {
    for (Element child : children) {
      content.add(child.toString());
    }
    return this;
  }

  /** Adds elements as they are now. */
  public Element add(Iterable<Element> children) {
    children.forEach(this::add);
    return this;
  }

  /** Adds a style sheet, which is not escaped; it must not hold {@code </}. */
  Element style(String css) {
    if (css.contains("</")) {
      throw new IllegalArgumentException("a style sheet must not end its element");
    }
    content.add(css);
    return this;
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** The markup. */
  @Override
  public String toString() {
    StringBuilder markup = new StringBuilder("<").append(name);
    attributes.forEach(
        (key, value) ->
            markup.append(' ').append(key).append("=\"").append(escape(value)).append('"'));
    markup.append('>');
    if (!VOID.contains(name)) {
      content.forEach(markup::append);
      markup.append("</").append(name).append('>');
    }
    return markup.toString();
  }
}
