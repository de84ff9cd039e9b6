package org.edgestill.distiller.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.InputException;
import org.edgestill.distiller.data.Items;

/**
 * Leads from the items of a data set to those of a model that was trained elsewhere, and back, by
 * external identifiers. Items that the model does not know are left out of what it is shown, and
 * score as its worst.
 */
final class ItemAlignment {

  /** With less in common it is the wrong file. */
  private static final double MIN_KNOWN = 0.5;

  private final int[] toModel;
  private final int modelItems;
  private final String source;

  private ItemAlignment(int[] toModel, int modelItems, String source) {
    this.toModel = toModel;
    this.modelItems = modelItems;
    this.source = source;
  }

  /** The model numbers items as the data set does. */
  static ItemAlignment same(Items items) {
    return new ItemAlignment(
        IntStream.rangeClosed(0, items.size()).toArray(), items.size(), "the data set");
  }

  /**
   * Reads the identifiers of the model's items 1 to W, one a line.
   *
   * @throws InputException if an identifier is there twice, or less than half of the data set's
   *     items are there
   */
  static ItemAlignment read(Path file, Items items) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InputException(
          file
              + " is not there; it should hold the identifiers of the teacher's items, one a line");
    }
    List<String> lines = Files.readAllLines(file);
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      Integer before = numbers.putIfAbsent(lines.get(i), i + 1);
      if (before != null) {
        throw new InputException(
            "%s, line %d: item '%s' is in line %d too"
                .formatted(file, i + 1, lines.get(i), before));
      }
    }
    int[] toModel = new int[items.size() + 1];
    int known = 0;
    for (int item = 1; item <= items.size(); item++) {
      toModel[item] = numbers.getOrDefault(items.itemAt(item), 0);
      known += toModel[item] == 0 ? 0 : 1;
    }
    if (known < MIN_KNOWN * items.size()) {
      throw new InputException(
          ("%s names %,d of the %,d items of the data set; a teacher must know half of them. Are"
                  + " the identifiers those of the log?")
              .formatted(file, known, items.size()));
    }
    return new ItemAlignment(toModel, lines.size(), file.toString());
  }

  /** W. */
  int modelItems() {
    return modelItems;
  }

  /** Where the model's items are named, for errors. */
  String source() {
    return source;
  }

  /** The model's number of an item; 0 if it does not know it. */
  int toModel(int item) {
    return toModel[item];
  }

  /** The events with items that the model knows. */
  Context known(Context context) {
    int[] kept =
        IntStream.range(0, context.length())
            .filter(i -> toModel[context.items()[i]] != 0)
            .toArray();
    return kept.length == context.length()
        ? context
        : new Context(
            context.user(),
            at(context.items(), kept),
            at(context.behaviours(), kept),
            at(context.gaps(), kept));
  }

  private static int[] at(int[] values, int[] indices) {
    return Arrays.stream(indices).map(i -> values[i]).toArray();
  }

  /**
   * Brings scores of the model's items into the order of the data set.
   *
   * @param from the first column of the model's row, which is that of padding
   * @param scores length V + 1
   */
  void fromModel(float[] modelScores, int from, float[] scores) {
    float worst = Float.POSITIVE_INFINITY;
    for (int item = 1; item < scores.length; item++) {
      if (toModel[item] != 0) {
        scores[item] = modelScores[from + toModel[item]];
        worst = Math.min(worst, scores[item]);
      }
    }
    for (int item = 1; item < scores.length; item++) {
      if (toModel[item] == 0) {
        scores[item] = worst;
      }
    }
    scores[0] = 0;
  }
}
