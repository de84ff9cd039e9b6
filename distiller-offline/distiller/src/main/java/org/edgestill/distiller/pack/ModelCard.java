package org.edgestill.distiller.pack;

import java.util.TreeMap;
import org.edgestill.distiller.data.Dataset;

/** A page about the model for people (after Mitchell et al., "Model Cards", FAT* 2019). */
final class ModelCard {

  private ModelCard() {}

  static String text(
      ModelPackager.About about,
      Dataset data,
      PackageSettings settings,
      Measurement measured,
      int bytes) {
    StringBuilder card = new StringBuilder();
    card.append("# ").append(about.name()).append(' ').append(about.release()).append("\n\n");
    card.append(
        """
        Recommends the next items to a user from the user's newest events. It runs on gateways; \
        events never leave them.

        | | |
        |---|---|
        | created | %s |
        | items | %,d |
        | encoded events | %d |
        | behaviours | %s |
        | teacher | %s |
        | data card | SHA-256 %s |
        | distiller | %s |
        | seeds | %s |
        | model file | %,d bytes |
        | one request where it was made | median %.0f us, 99th percentile %.0f us |
        | promised 99th percentile | %,d us |
        | promised memory | %d MiB |

        ## Quality
        %s The whole catalogue ranked, items already met left out; 95 %% bootstrap interval over users.

        | metric | value | interval |
        |---|---|---|
        """
            .formatted(
                about.created(),
                data.itemCount(),
                data.schema().sequenceLength(),
                String.join(", ", data.schema().behaviours()),
                about.origin().teacher(),
                about.origin().data(),
                about.origin().commit(),
                about.origin().seeds(),
                bytes,
                measured.p50Micros(),
                measured.p99Micros(),
                settings.p99Micros(),
                settings.memoryMiB(),
                data.partition().inWords()));
    new TreeMap<>(about.quality())
        .forEach(
            (metric, value) ->
                card.append(
                    "| %s | %.4f | %.4f to %.4f |%n"
                        .formatted(metric, value.value(), value.low(), value.high())));
    card.append(
        """

        ## Limits
        It knows only the items of its catalogue, and repeats the preferences of the users whose
        behaviour it learned from. It learned nothing from the test events. Figures on past data do
        not say how people take its recommendations.
        """);
    return card.toString();
  }
}
