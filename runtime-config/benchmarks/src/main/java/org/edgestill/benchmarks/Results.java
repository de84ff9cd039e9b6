package org.edgestill.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * All that a run measured.
 *
 * @param machine on what
 * @param quick whether little was measured: the figures mean nothing then
 * @param parts by their names, in the order in which they ran
 */
public record Results(Machine machine, boolean quick, Map<String, Findings> parts) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public Results {
    parts = new LinkedHashMap<>(parts);
  }

  /** Writes them as JSON. */
  public void write(Path file) throws IOException {
    Files.write(file, JSON.writeValueAsBytes(this));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if it can not be read
   */
  public static Results read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), Results.class);
  }

  /** These results, and those of an earlier run for the parts that this one left out. */
  Results over(Results earlier) {
    Map<String, Findings> all = new LinkedHashMap<>(earlier.parts());
    all.putAll(parts);
    return new Results(machine, quick, all);
  }

  /** The findings of a part; empty if it was not measured. */
  public Optional<Findings> part(String name) {
    return Optional.ofNullable(parts.get(name));
  }

  /** Claims that are not true in this run. */
  public List<Claim> missed() {
    return parts.values().stream()
        .flatMap(findings -> findings.claims().stream())
        .filter(claim -> !claim.met())
        .toList();
  }

  /** The findings of a part as a table: figures with quartiles, claims with their limits. */
  static String table(Findings findings) {
    StringBuilder table = new StringBuilder();
    int width =
        Math.max(
            findings.figures().stream().mapToInt(figure -> figure.name().length()).max().orElse(0),
            findings.claims().stream().mapToInt(claim -> claim.what().length()).max().orElse(0));
    String line = "   %-" + Math.max(width, 1) + "s  %12s %-6s %s%n";
    for (Figure figure : findings.figures()) {
      String spread =
          "[%s, %s], n = %d"
              .formatted(number(figure.low()), number(figure.high()), figure.samples());
      table.append(line.formatted(figure.name(), number(figure.median()), figure.unit(), spread));
    }
    for (Claim claim : findings.claims()) {
      String verdict =
          "at most %s: %s".formatted(number(claim.limit()), claim.met() ? "yes" : "NO");
      table.append(line.formatted(claim.what(), number(claim.value()), claim.unit(), verdict));
    }
    findings.notes().forEach(note -> table.append("   ").append(note).append('\n'));
    return table.toString();
  }

  /** Three significant digits, but no digit of a larger number left out. */
  static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
