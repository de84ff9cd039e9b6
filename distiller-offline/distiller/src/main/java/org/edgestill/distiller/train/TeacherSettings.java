package org.edgestill.distiller.train;

/**
 * A teacher that is a network.
 *
 * @param kind what network
 * @param width of item vectors, and of the hidden states that items are scored by
 * @param layers how many blocks, or recurrent layers
 * @param heads attention heads of a block; they divide the width; a GRU has none
 * @param inner width of the feed-forward layers, or of the recurrent state
 * @param checkpoints how many states along the way are kept at most, for students that learn from
 *     an unfinished teacher first; 0 for none
 * @param training how it is trained
 */
public record TeacherSettings(
    Kind kind,
    int width,
    int layers,
    int heads,
    int inner,
    int checkpoints,
    LoopSettings training) {

  /** What network. */
  public enum Kind {
    TRANSFORMER,
    GRU
  }

  public TeacherSettings {
    if (checkpoints < 0) {
      throw new IllegalArgumentException("checkpoints must not be negative: " + checkpoints);
    }
  }
}
