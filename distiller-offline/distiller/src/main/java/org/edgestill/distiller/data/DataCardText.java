package org.edgestill.distiller.data;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A data card for people. */
final class DataCardText {

  private DataCardText() {}

  static String of(DataCard card) {
    StringBuilder text = new StringBuilder();
    for (DataCard.File file : card.files()) {
      line(
          text,
          "file",
          "%s, %,d rows, SHA-256 %s".formatted(file.name(), file.rows(), file.sha256()));
    }
    line(
        text,
        "rows",
        "%,d, of which %,d could not be used".formatted(card.rowsRead(), card.badRows()));
    card.badRowExamples().forEach(bad -> line(text, "", bad));
    DataCard.Dropped dropped = card.dropped();
    line(
        text,
        "dropped",
        ("%,d ratings out of range, %,d times out of range, %,d repeated, %,d of bots, %,d of users"
                + " and %,d of items with too many, %,d of users and items with too few")
            .formatted(
                dropped.ratings(),
                dropped.time(),
                dropped.repeated(),
                dropped.bots(),
                dropped.userEvents(),
                dropped.itemEvents(),
                dropped.core()));
    line(
        text,
        "left",
        "%,d users, %,d items (%,d with a title), %,d events, sparsity %.4f"
            .formatted(card.users(), card.items(), card.titled(), card.events(), card.sparsity()));
    if (card.firstEvent() != null) {
      line(text, "time", "%s to %s".formatted(card.firstEvent(), card.lastEvent()));
      line(text, "ties", "%,d events at the time of a neighbour".formatted(card.tiedEvents()));
    }
    line(
        text,
        "sequences",
        "%,d to %,d events, median %,d"
            .formatted(card.shortestSequence(), card.longestSequence(), card.medianSequence()));
    line(
        text,
        "behaviours",
        "%s"
            .formatted(
                card.eventsPerBehaviour().entrySet().stream()
                    .map(behaviour -> "%s %,d".formatted(behaviour.getKey(), behaviour.getValue()))
                    .collect(Collectors.joining(", "))));
    DataCard.Split split = card.split();
    line(text, "split", "%s, %,d training events".formatted(split.by(), split.trainEvents()));
    target(
        text,
        "validation",
        split.validationTargets(),
        split.validationUsers(),
        split.validationFrom());
    target(text, "test", split.testTargets(), split.testUsers(), split.testFrom());
    line(
        text,
        "cold",
        "%,d users (%,d with test targets), %,d items (%,d of the test targets)"
            .formatted(
                split.coldUsers(),
                split.coldTestUsers(),
                split.coldItems(),
                split.coldTestTargets()));
    card.warnings().forEach(warning -> line(text, "warning", warning));
    line(text, "hash", card.hash());
    return text.toString();
  }

  private static void target(
      StringBuilder text, String part, long targets, int users, @Nullable String from) {
    line(
        text,
        part,
        "%,d targets of %,d users%s"
            .formatted(targets, users, from == null ? "" : ", from " + from + " on"));
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append("%-11s %s%n".formatted(name, value));
  }
}
