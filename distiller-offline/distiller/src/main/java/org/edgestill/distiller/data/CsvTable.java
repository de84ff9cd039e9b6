package org.edgestill.distiller.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads chosen columns of a CSV file (RFC 4180, UTF-8, gzipped if its name ends in {@code .gz}) one
 * row at a time, and says file and line when something is wrong with a row.
 */
final class CsvTable {

  private final Path file;
  private final CSVFormat format;
  private final boolean header;

  /**
   * A table.
   *
   * @throws InputException if the delimiter is not one character
   */
  CsvTable(Path file, String delimiter, boolean header) {
    if (delimiter.length() != 1) {
      throw new InputException("the delimiter of " + file + " must be one character");
    }
    this.file = file;
    this.header = header;
    this.format = CSVFormat.RFC4180.builder().setDelimiter(delimiter.charAt(0)).get();
  }

  /** One row: the chosen columns, and where it is. */
  final class Row {
    private final CSVRecord record;
    private final long line;
    private final int[] columns;

    Row(CSVRecord record, long line, int[] columns) {
      this.record = record;
      this.line = line;
      this.columns = columns;
    }

    /** The value in the column that was asked for at a position. */
    String get(int position) {
      int column = columns[position];
      if (column >= record.size()) {
        throw error("has " + record.size() + " columns, but column " + (column + 1) + " is needed");
      }
      return record.get(column);
    }

    /** What is wrong with this row, with file and line. */
    InputException error(String what) {
      return new InputException(file + ", line " + line + ": " + what);
    }
  }

  /**
   * Hands over the rows.
   *
   * @param columns names, or numbers from 1 if there is no header
   * @throws InputException if the file is not there, is not UTF-8, or lacks a column
   * @throws UncheckedIOException if it can not be read
   */
  void read(List<String> columns, Consumer<Row> rows) {
    try (Reader reader = open();
        CSVParser parser = CSVParser.builder().setReader(reader).setFormat(format).get()) {
      int[] indices = header ? null : numbered(columns);
      long line = 1;
      for (CSVRecord record : parser) {
        if (indices == null) {
          indices = named(columns, record);
        } else {
          rows.accept(new Row(record, line, indices));
        }
        // the line on which the next record starts: a quoted value may hold line ends
        line = parser.getCurrentLineNumber() + 1;
      }
      if (indices == null) {
        throw new InputException(file + " is empty; it must have at least a header line");
      }
    } catch (NoSuchFileException e) {
      throw new InputException(file + " is not there; correct the path in the configuration", e);
    } catch (IOException e) {
      throw unreadable(e);
    } catch (UncheckedIOException e) {
      // the parser's iterator can not throw a plain one
      throw unreadable(Objects.requireNonNull(e.getCause()));
    }
  }

  private RuntimeException unreadable(IOException e) {
    if (e instanceof CharacterCodingException) {
      return new InputException(file + " is not UTF-8; convert it, for instance with iconv", e);
    }
    if (e instanceof CSVException || e instanceof ZipException) {
      return new InputException(file + " is damaged: " + e.getMessage(), e);
    }
    return new UncheckedIOException("can not read " + file, e);
  }

  private Reader open() throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    if (file.toString().endsWith(".gz")) {
      in = new GZIPInputStream(in, 1 << 16);
    }
    return new InputStreamReader(
        in,
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT));
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
