package org.edgestill.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The tables of a run in Markdown, and a document that has them between markers {@code <!-- NAME
 * -->} and {@code <!-- end of NAME -->}: {@code machine}, and each part by its name.
 */
final class Documents {
  private static final String MACHINE = "machine";

  private Documents() {}

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
