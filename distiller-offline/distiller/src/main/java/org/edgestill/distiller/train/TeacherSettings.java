package org.edgestill.distiller.train;

/**
 * The Transformer teacher.
 *
 * @param width of item vectors and hidden states
 * @param layers how many blocks
 * @param heads attention heads of a block; they divide the width
 * @param inner width of the feed-forward layers
 * @param training how it is trained
 */
public record TeacherSettings(int width, int layers, int heads, int inner, LoopSettings training) {

  /** What does well on catalogues of thousands of items. */
  public static TeacherSettings defaults(long seed) {
    return new TeacherSettings(
        64, 2, 2, 128, new LoopSettings(12, 5, 5e-3, 50, 1600, 25, 0, 0.2, 0, 5, 3, seed));
  }
}
