package org.edgestill.distiller.train;

/**
 * The student: one block, of which only the newest position asks when it serves.
 *
 * @param width of item vectors and hidden states, a multiple of 16
 * @param heads attention heads; they divide the width
 * @param inner width of the feed-forward layer
 * @param successors how many of each item the transition prior keeps; 0 for no prior
 * @param training how it is trained; the same for a student with and without a teacher
 */
public record StudentSettings(
    int width, int heads, int inner, int successors, LoopSettings training) {

  /** What does well on catalogues of thousands of items. */
  public static StudentSettings defaults(long seed) {
    return new StudentSettings(
        32,
        2,
        64,
        16,
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
}
