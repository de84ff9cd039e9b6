package org.edgestill.distiller.train;

import java.util.Locale;
import org.edgestill.graph.Precision;
import org.edgestill.graph.StudentKind;

/**
 * The student.
 *
 * @param kind how it reads a history
 * @param width of item vectors and hidden states, a multiple of 16
 * @param heads attention heads; they divide the width
 * @param inner width of the feed-forward layer
 * @param successors how many of each item the transition prior keeps; 0 for no prior
 * @param precision of the item table when it ships
 * @param quantisationAware whether it learns with the table rounded to that precision
 * @param firstItems where its item vectors start
 * @param training how it is trained; the same for a student with and without a teacher
 */
public record StudentSettings(
    StudentKind kind,
    int width,
    int heads,
    int inner,
    int successors,
    Precision precision,
    boolean quantisationAware,
    FirstItems firstItems,
    LoopSettings training) {

  /** Where the item vectors of a student start. The student without a teacher starts at random. */
  public enum FirstItems {
    /** Small random vectors. */
    RANDOM,
    /** The teacher's, projected to the width of the student. */
    TEACHER;

    /** How it is written in settings and reports. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public StudentSettings {
    if (width < 16 || width % 16 != 0) {
      throw new IllegalArgumentException("width must be a multiple of 16, but is " + width);
    }
    if (heads < 1 || width % heads != 0 || inner < 1 || successors < 0) {
      throw new IllegalArgumentException(
          "heads must divide the width, inner be positive and successors not negative, but they are "
              + heads
              + ", "
              + inner
              + " and "
              + successors);
    }
    if (!kind.ordered() && successors > 0) {
      throw new IllegalArgumentException(
          "a bag does not know the order and can have no transition prior: set successors to 0");
    }
    if (quantisationAware) {
      TableQuantiser.of(precision, width);
    }
  }

  /** What does well on catalogues of thousands of items. */
  public static StudentSettings defaults(long seed) {
    return new StudentSettings(
        StudentKind.TRANSFORMER,
        32,
        2,
        64,
        16,
        Precision.INT8,
        false,
        FirstItems.RANDOM,
        new LoopSettings(
            10,
            4,
            8e-3,
            LoopSettings.Schedule.COSINE,
            50,
            3200,
            25,
            LoopSettings.AUTO,
            0.1,
            0,
            5,
            3,
            seed));
  }

  /** The same with other training. */
  public StudentSettings withTraining(LoopSettings other) {
    return new StudentSettings(
        kind, width, heads, inner, successors, precision, quantisationAware, firstItems, other);
  }
}
