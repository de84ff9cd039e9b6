package org.edgestill.distiller.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.behaviour.Behaviours;
import org.edgestill.distiller.data.EventsSource.BadRows;
import org.edgestill.distiller.data.EventsSource.RatingRule;
import org.edgestill.distiller.data.Filters.Range;

/** Reads a behaviour log. Every event passes the checks that a gateway applies. */
final class EventReader {

  /** How many bad rows are described in the data card. */
  private static final int DESCRIBED = 5;

  private static final int USER = 0;
  private static final int ITEM = 1;

  private final EventsSource source;
  private final Range ratings;
  private final Path folder;
  private final int timeAt;
  private final int kindAt;
  private final List<String> columns;

  private final EventLog log = new EventLog();
  private final List<String> badRows = new ArrayList<>();
  private long rows;
  private long bad;
  private long otherRatings;

  /**
   * What was read.
   *
   * @param rows in all files
   * @param badRows how many of them could not be used
   * @param badRowExamples what was wrong with the first few
   * @param otherRatings events whose rating is out of the wanted range
   */
  record Result(
      EventLog log,
      List<DataCard.File> files,
      long rows,
      long badRows,
      List<String> badRowExamples,
      long otherRatings) {}

  /**
   * A reader.
   *
   * @param ratings which ratings are wanted
   * @param folder what the path of the source is relative to
   */
  EventReader(EventsSource source, Range ratings, Path folder) {
    this.source = source;
    this.ratings = ratings;
    this.folder = folder;
    // a file of sequences without users is never asked for them by name
    this.columns = new ArrayList<>(List.of(source.user() == null ? "" : source.user()));
    columns.add(source.item());
    String time = source.timed() ? source.time() : null;
    this.timeAt = time == null ? -1 : columns.size();
    if (time != null) {
      columns.add(time);
    }
    String kind = source.rating() != null ? source.rating() : source.behaviour();
    this.kindAt = kind == null ? -1 : columns.size();
    if (kind != null) {
      columns.add(kind);
    }
  }

  /**
   * Reads everything; once.
   *
   * @throws InputException if a file can not be used, or with file and line of the first row that
   *     can not, unless such rows are to be skipped
   */
  Result read() {
    List<DataCard.File> files = new ArrayList<>();
    for (Path file : source.files(folder)) {
      long before = rows;
      source.table(file).read(columns, this::row);
      files.add(DataCard.File.of(file, rows - before));
    }
    return new Result(log, files, rows, bad, List.copyOf(badRows), otherRatings);
  }

  private void row(Row row) {
    rows++;
    try {
      add(row);
    } catch (BadRowException e) {
      if (source.badRows() == BadRows.FAIL) {
        throw e;
      }
      bad++;
      if (badRows.size() < DESCRIBED) {
        badRows.add(String.valueOf(e.getMessage()));
      }
    }
  }

  private void add(Row row) {
    try {
      String behaviour = Behaviours.VIEW;
      if (source.rating() != null) {
        double rating = rating(row);
        if (!ratings.holds(rating)) {
          otherRatings++;
          return;
        }
        behaviour = behaviour(rating);
      } else if (kindAt >= 0) {
        String own = row.get(kindAt);
        behaviour = source.behaviours().getOrDefault(own, own);
      }
      BehaviourEvent event =
          BehaviourEvent.of(row.get(USER), row.get(ITEM), behaviour, timeMillis(row));
      log.add(event.user(), event.item(), event.behaviour(), event.timeMillis());
    } catch (IllegalArgumentException e) {
      throw row.error(String.valueOf(e.getMessage()));
    }
  }

  /** Events without a time keep their order by getting their place in the log instead. */
  private long timeMillis(Row row) {
    if (timeAt < 0) {
      return log.size();
    }
    OptionalLong moment = row.moment(timeAt);
    return moment.isPresent() ? moment.getAsLong() : Moments.of(row.get(timeAt), source.timeUnit());
  }

  private double rating(Row row) {
    String text = row.get(kindAt);
    double rating = Double.NaN;
    try {
      rating = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      // said below, as for one that is written "NaN"
    }
    if (!Double.isFinite(rating)) {
      throw row.error("'" + text + "' is not a rating");
    }
    return rating;
  }

  private String behaviour(double rating) {
    for (RatingRule rule : source.ratings()) {
      if (rating >= rule.atLeast()) {
        return rule.is();
      }
    }
    return Behaviours.RATING;
  }
}
