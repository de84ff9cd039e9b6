package org.edgestill.distiller.evaluate;

import java.util.List;
import org.edgestill.distiller.data.Context;

/**
 * A model, seen from the evaluator: it scores every item of the catalogue for one user's context.
 * Whoever calls does so from one thread at a time.
 */
public interface Scorer {

  /**
   * The score of an item that the model would never show; the lowest that is finite. Ranks count it
   * like any other, lists of the best do without it.
   */
  float UNLISTED = -Float.MAX_VALUE;

  /** What reports call it, for instance {@code markov}. */
  String name();

  /** What it is, with the settings that make a difference, in a few words. */
  default String description() {
    return name();
  }

  /** How many bytes a file with everything that it needs to score would have, uncompressed. */
  long bytes();

  /**
   * Scores all items.
   *
   * @param context what is known about the user; may be empty
   * @param scores is filled completely, length V + 1, index = item number, higher is better; [0] is
   *     padding and ignored. Every score must be finite, those of items in the context too: the
   *     evaluator leaves these out itself.
   */
  void score(Context context, float[] scores);

  /**
   * Scores several contexts; for models that are faster in batches.
   *
   * @param scores one row a context, shape [contexts.size()][V + 1]
   */
  default void score(List<Context> contexts, float[][] scores) {
    for (int i = 0; i < contexts.size(); i++) {
      score(contexts.get(i), scores[i]);
    }
  }
}
