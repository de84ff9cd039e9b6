package org.edgestill.distiller.data;

import java.util.List;
import org.edgestill.distiller.data.SplitSettings.By;

/**
 * What of a data set is for training, validation and test.
 *
 * @param by the rule
 * @param validationFrom when validation begins, in milliseconds since 1970-01-01T00:00:00Z; 0 with
 *     a rule that is not by time
 * @param testFrom when test begins, likewise
 * @param cuts where the events of each user are divided, by user number
 */
public record Partition(By by, long validationFrom, long testFrom, List<Cut> cuts) {

  public Partition {
    cuts = List.copyOf(cuts);
  }

  /** By leave-one-out. */
  static Partition leaveOneOut(List<Sequence> sequences) {
    return new Partition(
        By.LEAVE_ONE_OUT,
        0,
        0,
        sequences.stream().map(sequence -> Cut.leaveOneOut(sequence.length())).toList());
  }

  /** What is guessed from what, as a sentence. */
  public String inWords() {
    return switch (by) {
      case LEAVE_ONE_OUT ->
          "The last event of each user with at least "
              + Cut.MIN_EVENTS
              + ", guessed from all before it.";
      case RATIO -> "The last events of each user, guessed from all before them.";
      case TEMPORAL ->
          "All events from %s on, guessed from what each user did before; nothing from %s on was"
                  .formatted(Moments.text(testFrom), Moments.text(validationFrom))
              + " trained on.";
      case SESSIONS ->
          "The last event of each sequence that ends at %s or later, guessed from those before it;"
                  .formatted(Moments.text(testFrom))
              + " no sequence that ends at %s or later was trained on."
                  .formatted(Moments.text(validationFrom));
    };
  }
}
