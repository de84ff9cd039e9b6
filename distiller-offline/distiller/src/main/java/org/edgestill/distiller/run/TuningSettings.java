package org.edgestill.distiller.run;

import java.util.List;
import org.edgestill.distiller.data.InputException;
import org.edgestill.distiller.train.LossWeights;
import org.edgestill.distiller.train.StudentSettings;
import org.edgestill.graph.Precision;
import org.edgestill.graph.StudentKind;

/**
 * What {@code tune} may choose from. A choice that can not be, for instance a bag with a prior, is
 * passed over.
 *
 * @param kinds of students
 * @param widths multiples of 16
 * @param inners widths of the feed-forward layer
 * @param successors of each item in the transition prior
 * @param precisions of the item table
 * @param firstItems where item vectors start
 * @param learningRates highest learning rates
 * @param temperatures of the response term
 * @param losses mixes of terms
 */
public record TuningSettings(
    List<StudentKind> kinds,
    List<Integer> widths,
    List<Integer> inners,
    List<Integer> successors,
    List<Precision> precisions,
    List<StudentSettings.FirstItems> firstItems,
    List<Double> learningRates,
    List<Double> temperatures,
    List<LossWeights> losses) {

  public TuningSettings {
    kinds = copy("kinds", kinds);
    widths = copy("widths", widths);
    inners = copy("inners", inners);
    successors = copy("successors", successors);
    precisions = copy("precisions", precisions);
    firstItems = copy("firstItems", firstItems);
    learningRates = copy("learningRates", learningRates);
    temperatures = copy("temperatures", temperatures);
    losses = copy("losses", losses);
  }

  private static <T> List<T> copy(String name, List<T> choices) {
    if (choices.isEmpty()) {
      throw new InputException("tuning." + name + " needs at least one choice");
    }
    return List.copyOf(choices);
  }
}
