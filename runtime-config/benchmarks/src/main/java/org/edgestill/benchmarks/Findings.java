package org.edgestill.benchmarks;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * What a part found.
 *
 * @param figures in the order of the table
 * @param claims made from them
 * @param notes for the reader, one sentence each
 * @param series what was followed over time, for plots
 */
public record Findings(
    List<Figure> figures, List<Claim> claims, List<String> notes, List<Series> series) {
  public Findings {
    figures = List.copyOf(figures);
    claims = List.copyOf(claims);
    notes = List.copyOf(notes);
    series = List.copyOf(series);
  }

  /** Of a part that followed nothing over time. */
  public Findings(List<Figure> figures, List<Claim> claims, List<String> notes) {
    this(figures, claims, notes, List.of());
  }

  /** The figure of this name. */
  public Figure figure(String name) {
    return find(name).orElseThrow(() -> new NoSuchElementException("no figure " + name));
  }

  /** The same; empty if it was not measured. */
  public Optional<Figure> find(String name) {
    return figures.stream().filter(figure -> figure.name().equals(name)).findFirst();
  }
}
