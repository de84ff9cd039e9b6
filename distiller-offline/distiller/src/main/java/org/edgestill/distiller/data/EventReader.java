package org.edgestill.distiller.data;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.behaviour.Behaviours;
import org.edgestill.distiller.data.EventsSource.RatingRule;

/** Reads a behaviour log from CSV. Every event passes the checks that a gateway applies. */
final class EventReader {

  private final EventsSource source;
  private final Path folder;

  /**
   * A reader.
   *
   * @param folder what the path of the source is relative to
   */
  EventReader(EventsSource source, Path folder) {
    this.source = source;
    this.folder = folder;
  }

  /**
   * Reads everything.
   *
   * @throws InputException with file and line of the first row that can not be used
   */
  EventLog read() {
    List<String> columns = new ArrayList<>(List.of(source.user(), source.item(), source.time()));
    String kind = source.rating() != null ? source.rating() : source.behaviour();
    if (kind != null) {
      columns.add(kind);
    }
    EventLog log = new EventLog();
    CsvTable table =
        new CsvTable(folder.resolve(source.file()), source.delimiter(), source.header());
    table.read(
        columns,
        row -> {
          BehaviourEvent event = event(row);
          log.add(event.user(), event.item(), event.behaviour(), event.timeMillis());
        });
    return log;
  }

  private BehaviourEvent event(CsvTable.Row row) {
    try {
      return BehaviourEvent.of(row.get(0), row.get(1), behaviour(row), millis(row, row.get(2)));
    } catch (IllegalArgumentException e) {
      throw row.error(String.valueOf(e.getMessage()));
    }
  }

  private String behaviour(CsvTable.Row row) {
    if (source.rating() != null) {
      double rating;
      try {
        rating = Double.parseDouble(row.get(3));
      } catch (NumberFormatException e) {
        throw row.error("'" + row.get(3) + "' is not a rating");
      }
      for (RatingRule rule : source.ratings()) {
        if (rating >= rule.atLeast()) {
          return rule.is();
        }
      }
      return Behaviours.RATING;
    }
    if (source.behaviour() != null) {
      return source.behaviours().getOrDefault(row.get(3), row.get(3));
    }
    return Behaviours.VIEW;
  }

  private long millis(CsvTable.Row row, String time) {
    try {
      return switch (source.timeUnit()) {
        case SECONDS -> new BigDecimal(time.strip()).movePointRight(3).longValue();
        case MILLIS -> Long.parseLong(time.strip());
        case ISO -> OffsetDateTime.parse(time.strip()).toInstant().toEpochMilli();
      };
    } catch (NumberFormatException | DateTimeParseException e) {
      throw row.error(
          "'" + time + "' is not a time in " + source.timeUnit() + "; check data.events.timeUnit");
    }
  }
}
