package org.edgestill.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.edgestill.benchmarks.plot.Plots;

/**
 * The tables of a run in Markdown, and a folder with a document that has them between markers
 * {@code <!-- NAME -->} and {@code <!-- end of NAME -->}: {@code machine}, and each part by its
 * name. Beside it are the results of all parts, each of the run that measured it last, and plots.
 */
final class Documents {
  private static final String MACHINE = "machine";
  private static final String TABLES = "benchmarks.md";
  private static final String RESULTS = "benchmarks.json";

  private Documents() {}

  /** Puts a run into a folder; of parts that it left out, what was there stays. */
  static void add(Path folder, Results results, PrintStream out) throws IOException {
    update(folder.resolve(TABLES), results);
    Path file = folder.resolve(RESULTS);
    Results all = Files.exists(file) ? results.over(Results.read(file)) : results;
    all.write(file);
    draw(folder, all, out);
  }

  /** Writes tables and plots again from the results that are there. */
  static void rewrite(Path folder, PrintStream out) throws IOException {
    Results all = Results.read(folder.resolve(RESULTS));
    update(folder.resolve(TABLES), all);
    draw(folder, all, out);
  }

  private static void draw(Path folder, Results results, PrintStream out) throws IOException {
    Plots.write(results, folder).forEach(file -> out.println("drawn: " + file));
  }

  /** All tables, each between its markers. */
  static String markdown(Results results) {
    StringBuilder text = new StringBuilder();
    text.append(marked(MACHINE, machine(results)));
    results.parts().forEach((name, found) -> text.append('\n').append(marked(name, part(found))));
    return text.toString();
  }

  /**
   * Puts the tables of a run where a document has their markers; others stay as they are.
   *
   * @throws IOException if the document has no markers for something that was measured
   */
  static void update(Path document, Results results) throws IOException {
    String text = replaced(document, Files.readString(document), MACHINE, machine(results));
    for (var part : results.parts().entrySet()) {
      text = replaced(document, text, part.getKey(), part(part.getValue()));
    }
    Files.writeString(document, text);
  }

  private static String replaced(Path document, String text, String name, String table)
      throws IOException {
    int start = text.indexOf(begin(name));
    int end = text.indexOf(end(name));
    if (start < 0 || end < start) {
      throw new IOException(
          document
              + " has no lines '"
              + begin(name)
              + "' and '"
              + end(name)
              + "' to write between");
    }
    return text.substring(0, start)
        + marked(name, table)
        + text.substring(end + end(name).length() + 1);
  }

  private static String marked(String name, String table) {
    return begin(name) + "\n" + table + end(name) + "\n";
  }

  private static String begin(String name) {
    return "<!-- " + name + " -->";
  }

  private static String end(String name) {
    return "<!-- end of " + name + " -->";
  }

  private static String machine(Results results) {
    Machine machine = results.machine();
    return String.format(
        Locale.ROOT,
        "%s, %d cores, %,d MB; %s; %s; load average at the start %.1f.%s%n",
        machine.processor(),
        machine.cores(),
        machine.memoryMegabytes(),
        machine.system(),
        machine.java(),
        machine.load(),
        results.quick() ? " A quick run: the figures mean nothing." : "");
  }

  private static String part(Findings found) {
    StringBuilder text = new StringBuilder();
    if (!found.claims().isEmpty()) {
      text.append("| claim | measured | at most | |\n|---|--:|--:|---|\n");
      for (Claim claim : found.claims()) {
        text.append(
            "| %s | %s %s | %s | %s |\n"
                .formatted(
                    claim.what(),
                    Results.number(claim.value()),
                    claim.unit(),
                    Results.number(claim.limit()),
                    claim.met() ? "yes" : "**no**"));
      }
      text.append('\n');
    }
    text.append("| figure | median | quartiles | n |\n|---|--:|--:|--:|\n");
    for (Figure figure : found.figures()) {
      text.append(
          "| %s | %s %s | %s to %s | %d |\n"
              .formatted(
                  figure.name(),
                  Results.number(figure.median()),
                  figure.unit(),
                  Results.number(figure.low()),
                  Results.number(figure.high()),
                  figure.samples()));
    }
    for (String note : found.notes()) {
      text.append('\n').append(note).append('\n');
    }
    return text.toString();
  }
}
