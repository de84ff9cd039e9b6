package org.edgestill.distiller.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A page that is one file: its style is in it, it has no scripts, and it tells the browser to load
 * nothing from anywhere. Light or dark as the reader has it, for screens of any width and for
 * paper.
 */
public final class Page {

  /** Nothing may be loaded or run; the style is in the page. */
  private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

  private final String title;
  private final List<Element> body = new ArrayList<>();

  public Page(String title) {
    this.title = title;
  }

  /** Adds to the page. */
  public Page add(Element... elements) {
    body.addAll(List.of(elements));
    return this;
  }

  /** A section with a heading. */
  public static Element section(String heading, Element... content) {
    return Element.of("section").add(Element.of("h2").text(heading)).add(content);
  }

  /** A paragraph. */
  public static Element paragraph(String text) {
    return Element.of("p").text(text);
  }

  /** What is not for everybody, closed at first. */
  public static Element details(String summary, Element... content) {
    return Element.of("details").add(Element.of("summary").text(summary)).add(content);
  }

  /** A plot with a caption; on narrow screens it scrolls by itself. */
  public static Element figure(String caption, Element plot) {
    return Element.of("figure")
        .add(scrolling(caption, plot), Element.of("figcaption").text(caption));
  }

  /** Something wide, which scrolls by itself instead of widening the page. */
  static Element scrolling(String name, Element wide) {
    return Element.of("div", "scroll")
        .attr("role", "region")
        .attr("aria-label", name)
        .attr("tabindex", "0")
        .add(wide);
  }

  /** The page as a document. */
  public String html() {
    Element head =
        Element.of("head")
            .add(
                Element.of("meta").attr("charset", "utf-8"),
                Element.of("meta")
                    .attr("http-equiv", "Content-Security-Policy")
                    .attr("content", POLICY),
                Element.of("meta")
                    .attr("name", "viewport")
                    .attr("content", "width=device-width, initial-scale=1"),
                Element.of("meta").attr("name", "color-scheme").attr("content", "light dark"),
                Element.of("title").text(title),
                Element.of("style").style(style()));
    Element content = Element.of("body").add(Element.of("main").add(body));
    return "<!doctype html>\n" + Element.of("html").attr("lang", "en").add(head, content) + "\n";
  }

  private static String style() {
    try (InputStream in = Objects.requireNonNull(Page.class.getResourceAsStream("page.css"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("the style sheet is part of the program", e);
    }
  }
}
