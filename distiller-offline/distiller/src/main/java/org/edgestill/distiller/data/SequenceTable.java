package org.edgestill.distiller.data;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file of one user a line, {@code user item item ...}, oldest first (UTF-8, gzipped if its name
 * ends in {@code .gz}). It becomes a row of user and item for each item; whoever asks for columns
 * must know that these two are all.
 */
final class SequenceTable implements Table {

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private final Path file;
  private final Pattern delimiter;
  private final boolean named;

  /**
   * A table.
   *
   * @param delimiter {@code null} for any number of blanks and tabs
   * @param named whether a line begins with the user; if not, every line is a user of its own
   */
  SequenceTable(Path file, @Nullable String delimiter, boolean named) {
    this.file = file;
    this.delimiter = delimiter == null ? BLANKS : Pattern.compile(Pattern.quote(delimiter));
    this.named = named;
  }

  @Override
  public void read(List<String> columns, Consumer<Row> rows) {
    TextFile.read(file, (text, number) -> line(text, number, rows));
  }

  private void line(String text, long number, Consumer<Row> rows) {
    String where = file + ", line " + number;
    String[] words = delimiter.split(text.strip(), -1);
    int first = named ? 1 : 0;
    if (words.length <= first || words[0].isEmpty()) {
      rows.accept(Row.unreadable(where, named ? "a user and an item are needed" : "is empty"));
      return;
    }
    String user = named ? words[0] : file.getFileName() + ":" + number;
    for (int i = first; i < words.length; i++) {
      rows.accept(new Occurrence(user, words[i], where));
    }
  }

  private static final class Occurrence extends Row {
    private final String user;
    private final String item;
    private final String where;

    Occurrence(String user, String item, String where) {
      this.user = user;
      this.item = item;
      this.where = where;
    }

    @Override
    String get(int position) {
      return position == 0 ? user : item;
    }

    @Override
    String where() {
      return where;
    }
  }
}
