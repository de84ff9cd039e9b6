package org.edgestill.distiller.pack;

import java.util.List;
import java.util.TreeMap;
import org.edgestill.distiller.data.DataCard;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.model.Measured;

/** A page about the model for people (after Mitchell et al., "Model Cards", FAT* 2019). */
final class ModelCard {

  private final ModelPackager.About about;
  private final Evidence evidence;
  private final StringBuilder card = new StringBuilder();

  private ModelCard(ModelPackager.About about) {
    this.about = about;
    this.evidence = about.evidence();
  }

  static String text(
      ModelPackager.About about,
      Dataset data,
      PackageSettings settings,
      Measurement measured,
      int bytes) {
    ModelCard card = new ModelCard(about);
    card.model(data, settings, measured, bytes);
    card.data();
    card.training();
    card.quality(data.partition().inWords());
    card.limits();
    card.section("Licence");
    card.say(settings.licence());
    return card.card.toString();
  }

  private void model(Dataset data, PackageSettings settings, Measurement measured, int bytes) {
    card.append("# ").append(about.name()).append(' ').append(about.release()).append("\n\n");
    say(
        "Recommends the next items to a user from the user's newest events. It runs on gateways;"
            + " events never leave them.");
    header("", "");
    row("created", about.created().toString());
    row("items", "%,d".formatted(data.itemCount()));
    row("encoded events", Integer.toString(data.schema().sequenceLength()));
    row("behaviours", String.join(", ", data.schema().behaviours()));
    row("model file", "%,d bytes".formatted(bytes));
    row(
        "one request where it was made",
        "median %.0f us, 99th percentile %.0f us"
            .formatted(measured.p50Micros(), measured.p99Micros()));
    row("promised 99th percentile", "%,d us".formatted(settings.p99Micros()));
    row("promised memory", "%d MiB".formatted(settings.memoryMiB()));
  }

  private void data() {
    DataCard of = evidence.data();
    section("Data");
    header("", "");
    row(
        "events",
        "%,d of %,d users on %,d items%s"
            .formatted(
                of.events(),
                of.users(),
                of.items(),
                of.firstEvent() == null
                    ? ""
                    : ", %s to %s".formatted(of.firstEvent(), of.lastEvent())));
    row(
        "by behaviour",
        of.eventsPerBehaviour().toString().replaceAll("[{}]", "").replace('=', ' '));
    row("for training", "%,d events".formatted(of.split().trainEvents()));
    row(
        "left out",
        "%,d repeated, %,d outside the %d-core"
            .formatted(of.dropped().repeated(), of.dropped().core(), of.core()));
    row("data card", "SHA-256 " + about.origin().data());
    row("data hash", of.hash());
  }

  private void training() {
    section("Training");
    header("", "");
    row("teacher", about.origin().teacher());
    evidence.training().forEach(this::row);
    row("seeds", about.origin().seeds().toString());
    row("distiller", about.origin().commit());
  }

  private void quality(String split) {
    section("Quality");
    say(split);
    say("Ranking: %s; 95 %% bootstrap intervals over users.".formatted(evidence.protocol()));
    evidence.warnings().forEach(warning -> say("**Mind:** " + warning));
    header("metric", "value", "interval");
    new TreeMap<>(about.quality())
        .forEach((metric, m) -> row(metric, "%.4f".formatted(m.value()), interval(m)));
    card.append('\n');
    header("model on the same targets", "bytes", "ndcg@10", "interval");
    rows(evidence.models());
    if (!evidence.parts().isEmpty()) {
      card.append('\n');
      header("this model on a part of the targets", "users", "ndcg@10", "interval");
      rows(evidence.parts());
    }
  }

  private void limits() {
    section("Limits");
    say(
        "It knows only the items of its catalogue, and repeats the preferences of the users whose"
            + " behaviour it learned from; see above for whom and for what it does worse. It learned"
            + " nothing from the test events. Figures on past data do not say how people take its"
            + " recommendations.");
  }

  private void rows(List<Evidence.Row> rows) {
    for (Evidence.Row row : rows) {
      row(
          row.name(),
          "%,d".formatted(row.size()),
          "%.4f".formatted(row.ndcg10().value()),
          interval(row.ndcg10()));
    }
  }

  private static String interval(Measured m) {
    return "%.4f to %.4f".formatted(m.low(), m.high());
  }

  private void section(String name) {
    card.append("\n## ").append(name).append("\n\n");
  }

  private void say(String text) {
    card.append(text).append("\n\n");
  }

  private void header(String... columns) {
    row(columns);
    card.append("|---".repeat(columns.length)).append("|\n");
  }

  private void row(String... cells) {
    for (String cell : cells) {
      card.append("| ").append(cell.replace("|", "\\|")).append(' ');
    }
    card.append("|\n");
  }
}
