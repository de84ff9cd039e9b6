package org.edgestill.distiller.run;

import static org.edgestill.distiller.report.Page.details;
import static org.edgestill.distiller.report.Page.section;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.edgestill.distiller.report.Element;
import org.edgestill.distiller.report.Format;
import org.edgestill.distiller.report.Series;
import org.edgestill.distiller.report.Table;

/** What every page of a report ends with: the data, what was run, and how to read it. */
final class PageParts {

  /** Keeps figures in the order of the card, unlike {@link Json}. */
  private static final ObjectMapper IN_ORDER = new ObjectMapper();

  private PageParts() {}

  static Element warning(String text) {
    return Element.of("p", "warning").add(Element.of("strong").text("Mind: ")).text(text);
  }

  /** A legend of roles but that of the student, which is the one compared. */
  static Map<Series, String> roles(List<Role> roles) {
    Map<Series, String> legend = new EnumMap<>(Series.class);
    roles.stream()
        .filter(role -> role != Role.STUDENT)
        .forEach(role -> legend.put(role.series(), role.name().toLowerCase(Locale.ROOT)));
    return legend;
  }

  /** The data card, whatever is on it. */
  static Element data(Workspace workspace) throws IOException {
    JsonNode card = IN_ORDER.valueToTree(workspace.prepared().card());
    Table table = new Table("Data card", "what", "figure");
    card.properties()
        .forEach(entry -> table.row(Table.name(words(entry.getKey())), value(entry.getValue())));
    return section("The data", Element.of("div", "card").add(table.element()));
  }

  /** {@code trainEvents} as {@code train events}. */
  private static String words(String name) {
    return name.replaceAll("([a-z])([A-Z0-9])", "$1 $2").toLowerCase(Locale.ROOT);
  }

  private static Element value(JsonNode node) {
    return Table.cell(text(node));
  }

  private static String text(JsonNode node) {
    if (node.isIntegralNumber()) {
      return Format.count(node.asLong());
    }
    if (node.isFloatingPointNumber()) {
      return Format.fixed(node.asDouble(), 4);
    }
    if (node.isObject()) {
      return node.properties().stream()
          .map(entry -> entry.getKey() + " " + text(entry.getValue()))
          .collect(Collectors.joining(", "));
    }
    if (node.isArray()) {
      List<String> all = new ArrayList<>();
      node.forEach(item -> all.add(text(item)));
      return all.isEmpty() ? "none" : String.join("; ", all);
    }
    return node.asText();
  }

  /** Commit, seeds, settings, and how long each step took. */
  static Element run(Workspace workspace, List<Long> seeds) throws IOException {
    RunSettings settings = workspace.settings();
    Table table = new Table("The run", "what", "value");
    row(table, "name and release", settings.name() + " " + settings.release());
    row(table, "seeds", seeds.stream().map(String::valueOf).collect(Collectors.joining(", ")));
    row(table, "data hash", workspace.prepared().data().hash());
    row(table, "commit", Revision.of(workspace.resolve("")));
    row(table, "page made", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    row(table, "Java", Runtime.version() + " on " + System.getProperty("os.arch"));
    for (String step : List.of(PrepareStep.NAME, TeachStep.NAME, DistilStep.NAME)) {
      double seconds = Pipeline.seconds(workspace, step);
      if (seconds > 0) {
        row(table, "time of " + step, Format.fixed(seconds, 0) + " s");
      }
    }
    ObjectNode all = Json.MAPPER.valueToTree(settings);
    all.remove(
        List.of("run", "publish", "keys")); // where it lies and how it is sent changes no figure
    return section(
        "What was run",
        Element.of("div", "card").add(table.element()),
        details("All settings", Element.of("pre").text(Json.MAPPER.writeValueAsString(all))));
  }

  private static void row(Table table, String name, String value) {
    table.row(Table.name(name), Table.cell(value));
  }

  /** Definitions and limits. */
  static Element reading(String protocol) {
    Element list = Element.of("ul");
    for (String line :
        List.of(
            "Ranking: " + protocol + ". Ties count against the model.",
            "NDCG@k: 1 / log2(rank + 1) summed over the targets among the best k, as a share of the"
                + " most that was possible. HR@k: whether any target is among them. Both are means"
                + " over users.",
            "Intervals: users resampled with replacement, 1,000 times; they hold the middle 95 %."
                + " They tell how much the figure depends on which users there happen to be. They do"
                + " not tell how it depends on the seed of the training: for that, evaluate with"
                + " several seeds.",
            "p: if it made no difference which of two models answers, how often the mean difference"
                + " would be at least this large. It is not corrected for the number of comparisons.",
            "Coverage: the share of the catalogue on anybody's list. Gini: how unequally the places"
                + " on the lists are shared out, 0 to 1. Novelty: how little known the listed items"
                + " are, in bits.",
            "Everything that was chosen (epochs, weights, neighbours, regularisation) was chosen on"
                + " validation. “Best teacher” and “best baseline” on this page are the best on the"
                + " test targets.",
            "Past behaviour was recorded under another recommender or none: these figures say how"
                + " well the models guess what people did, not what they would do with the"
                + " recommendations.")) {
      list.add(Element.of("li").text(line));
    }
    return section("How to read it, and its limits", list);
  }
}
