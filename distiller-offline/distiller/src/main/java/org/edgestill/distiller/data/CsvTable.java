package org.edgestill.distiller.data;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file (RFC 4180, UTF-8, gzipped if its name ends in {@code .gz}). Columns are named by the
 * header line or, without one, by number from 1.
 */
final class CsvTable implements Table {

  private final Path file;
  private final CSVFormat format;
  private final boolean header;

  /**
   * A table.
   *
   * @param delimiter {@code null} for a tab if the name ends in {@code .tsv}, else a comma
   * @throws InputException if the delimiter is not one character
   */
  CsvTable(Path file, @Nullable String delimiter, boolean header) {
    if (delimiter != null && delimiter.length() != 1) {
      throw new InputException("the delimiter of " + file + " must be one character");
    }
    this.file = file;
    this.header = header;
    boolean tabs = file.toString().endsWith(".tsv") || file.toString().endsWith(".tsv.gz");
    char usual = tabs ? '\t' : ',';
    this.format =
        CSVFormat.RFC4180
            .builder()
            .setDelimiter(delimiter == null ? usual : delimiter.charAt(0))
            .get();
  }

  private final class CsvRow extends Row {
    private final CSVRecord record;
    private final long line;
    private final int[] columns;

    CsvRow(CSVRecord record, long line, int[] columns) {
      this.record = record;
      this.line = line;
      this.columns = columns;
    }

    @Override
    String get(int position) {
      int column = columns[position];
      if (column >= record.size()) {
        throw error("has " + record.size() + " columns, but column " + (column + 1) + " is needed");
      }
      return record.get(column);
    }

    @Override
    String where() {
      return file + ", line " + line;
    }
  }

  @Override
  public void read(List<String> columns, Consumer<Row> rows) {
    try (Reader reader = TextFile.open(file);
        CSVParser parser = CSVParser.builder().setReader(reader).setFormat(format).get()) {
      int[] indices = header ? null : numbered(columns);
      long line = 1;
      for (CSVRecord record : parser) {
        if (indices == null) {
          indices = named(columns, record);
        } else {
          rows.accept(new CsvRow(record, line, indices));
        }
        // the line on which the next record starts: a quoted value may hold line ends
        line = parser.getCurrentLineNumber() + 1;
      }
      if (indices == null) {
        throw new InputException(file + " is empty; it must have at least a header line");
      }
    } catch (IOException e) {
      throw unreadable(e);
    } catch (UncheckedIOException e) {
      // the parser's iterator can not throw a plain one
      throw unreadable(Objects.requireNonNull(e.getCause()));
    }
  }

  private RuntimeException unreadable(IOException e) {
    return e instanceof CSVException
        ? new InputException(file + " is damaged: " + e.getMessage(), e)
        : TextFile.unreadable(file, e);
  }

  private int[] named(List<String> columns, CSVRecord head) {
    List<String> names = new ArrayList<>();
    head.forEach(name -> names.add(name.strip().replace("\uFEFF", "")));
    return columns.stream()
        .mapToInt(
            column -> {
              int index = names.indexOf(column);
              if (index < 0) {
                throw new InputException(
                    file
                        + ", line 1: there is no column '"
                        + column
                        + "'; there are "
                        + String.join(", ", names));
              }
              return index;
            })
        .toArray();
  }

  private int[] numbered(List<String> columns) {
    return columns.stream()
        .mapToInt(
            column -> {
              try {
                return Math.subtractExact(Integer.parseUnsignedInt(column), 1);
              } catch (NumberFormatException e) {
                throw new InputException(
                    file
                        + " has no header, so its columns are numbers from 1, not '"
                        + column
                        + "'",
                    e);
              }
            })
        .toArray();
  }
}
