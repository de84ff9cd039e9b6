package org.edgestill.benchmarks;

import java.util.List;
import java.util.NoSuchElementException;

/**
 * What a part found.
 *
 * @param figures in the order of the table
 * @param claims made from them
 * @param notes for the reader, one sentence each
 */
public record Findings(List<Figure> figures, List<Claim> claims, List<String> notes) {
  public Findings {
    figures = List.copyOf(figures);
    claims = List.copyOf(claims);
    notes = List.copyOf(notes);
  }

  /** The figure of this name. */
  public Figure figure(String name) {
    return figures.stream()
        .filter(figure -> figure.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException("no figure " + name));
  }
}
