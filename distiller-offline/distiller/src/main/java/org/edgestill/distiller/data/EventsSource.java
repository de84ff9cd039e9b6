package org.edgestill.distiller.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the behaviour log is and how to read it. What a column is called depends on the format: the
 * name in the header line of a CSV file or, without one, a number from 1; the field or JSON Pointer
 * of a JSON object; the name in the schema of a Parquet file. A file of sequences has no columns.
 *
 * @param file the log, relative to the configuration; with {@code *}, {@code ?}, {@code [ ]} or
 *     <code>{ }</code> all files that fit, read in the order of their names
 * @param format of the files
 * @param delimiter one character, for instance a tab; {@code null} for what is usual in the format
 * @param header whether the first line names the columns
 * @param user column of the user's identifier; {@code null} for sequences that are a user each
 * @param item column of the item's identifier
 * @param time column of the time; {@code null} if there is none and the rows are in order
 * @param timeUnit how the time is written
 * @param behaviour column of the behaviour; {@code null} if the log has ratings or one behaviour
 *     only
 * @param rating column of a rating, from which {@code ratings} makes a behaviour; {@code null} for
 *     none
 * @param ratings which rating is which behaviour, first match from the top
 * @param behaviours other names for behaviours of the log, for instance {@code buy: purchase};
 *     names not listed are taken as they are
 * @param badRows what happens to rows that can not be used
 */
public record EventsSource(
    String file,
    Format format,
    @Nullable String delimiter,
    boolean header,
    @Nullable String user,
    String item,
    @Nullable String time,
    TimeUnit timeUnit,
    @Nullable String behaviour,
    @Nullable String rating,
    List<RatingRule> ratings,
    Map<String, String> behaviours,
    BadRows badRows) {

  /** How the files are written. */
  public enum Format {
    /** As the ending of the file's name says; CSV if it says nothing. */
    @JsonProperty("auto")
    AUTO,
    /** RFC 4180; {@code .csv}, {@code .tsv}. */
    @JsonProperty("csv")
    CSV,
    /** One object a line; {@code .jsonl}, {@code .ndjson}, {@code .json}. */
    @JsonProperty("jsonl")
    JSON_LINES,
    /** Apache Parquet; {@code .parquet}. */
    @JsonProperty("parquet")
    PARQUET,
    /** One user a line, {@code user item item ...}, oldest first. */
    @JsonProperty("sequences")
    SEQUENCES
  }

  /** How the time of an event is written. */
  public enum TimeUnit {
    /** Seconds since 1970-01-01T00:00:00Z, possibly with a fraction. */
    SECONDS,
    /** Milliseconds since 1970-01-01T00:00:00Z. */
    MILLIS,
    /** ISO 8601 with an offset, for instance {@code 2026-11-24T08:30:00Z}. */
    ISO
  }

  /** What happens to a row that can not be used. */
  public enum BadRows {
    /** Preparation ends at the first one. */
    @JsonProperty("fail")
    FAIL,
    /** They are left out and counted, and the data card says what was wrong with the first few. */
    @JsonProperty("skip")
    SKIP
  }

  /**
   * Ratings from a value on are a behaviour.
   *
   * @param atLeast the lowest such rating
   * @param is the behaviour
   */
  public record RatingRule(double atLeast, String is) {}

  public EventsSource {
    ratings = List.copyOf(ratings);
    behaviours = Map.copyOf(behaviours);
    if (behaviour != null && rating != null) {
      throw new InputException(
          "data.events names both a behaviour and a rating column; name one of them");
    }
    if (user == null && format != Format.SEQUENCES) {
      throw new InputException("data.events.user may only be left out with format: sequences");
    }
    if (format == Format.SEQUENCES && (behaviour != null || rating != null)) {
      throw new InputException(
          "data.events: a file of sequences has neither behaviours nor ratings; remove that");
    }
  }

  /**
   * The files that are there now, by name.
   *
   * @param folder what the path is relative to
   * @throws InputException if nothing fits a pattern
   */
  public List<Path> files(Path folder) {
    return FilePattern.files(folder, file);
  }

  /** Whether the events have a time of their own. */
  boolean timed() {
    return time != null && format != Format.SEQUENCES;
  }

  Table table(Path path) {
    return switch (format == Format.AUTO ? guess(path) : format) {
      case AUTO, CSV -> new CsvTable(path, delimiter, header);
      case JSON_LINES -> new JsonLinesTable(path);
      case PARQUET -> new ParquetTable(path);
      case SEQUENCES -> new SequenceTable(path, delimiter, user != null);
    };
  }

  private static Format guess(Path path) {
    String name = String.valueOf(path.getFileName());
    String ending = name.replaceFirst("\\.gz$", "").replaceFirst("^.*\\.", "");
    return switch (ending) {
      case "jsonl", "ndjson", "json" -> Format.JSON_LINES;
      case "parquet" -> Format.PARQUET;
      default -> Format.CSV;
    };
  }
}
