package org.edgestill.distiller.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.edgestill.distiller.evaluate.Measured;

/** A table for people: the first column to the left, all others to the right. */
final class TextTable {

  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String... header) {
    row(header);
  }

  void row(String... cells) {
    rows.add(List.of(cells));
  }

  /** A value with its interval. */
  static String measured(Measured m) {
    return String.format(Locale.ROOT, "%.4f [%.4f, %.4f]", m.value(), m.low(), m.high());
  }

  /** A difference with its interval. */
  static String signed(Measured m) {
    return String.format(Locale.ROOT, "%+.4f [%+.4f, %+.4f]", m.value(), m.low(), m.high());
  }

  /** Lines that end in a line feed. */
  @Override
  public String toString() {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String cell = row.get(column);
        String padding = " ".repeat(widths[column] - cell.length());
        line.append(column == 0 ? cell + padding : "  " + padding + cell);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
