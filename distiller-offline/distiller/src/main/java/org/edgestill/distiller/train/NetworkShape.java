package org.edgestill.distiller.train;

/**
 * The sizes of a {@link SequenceNetwork}.
 *
 * @param items V; the item table has V + 1 rows, row 0 is padding
 * @param length L, the longest sequence that it sees
 * @param behaviourCodes valid behaviour codes are 0 to this - 1
 * @param gapCodes valid time-gap codes are 0 to this - 1
 * @param width d, of item vectors and hidden states; a multiple of the heads
 * @param layers how many blocks
 * @param heads attention heads of a block
 * @param inner width of the feed-forward layer inside a block
 */
public record NetworkShape(
    int items,
    int length,
    int behaviourCodes,
    int gapCodes,
    int width,
    int layers,
    int heads,
    int inner) {

  public NetworkShape {
    if (items < 1 || length < 1 || layers < 1 || inner < 1) {
      throw new IllegalArgumentException(
          "items, length, layers and inner must be positive: "
              + items
              + ", "
              + length
              + ", "
              + layers
              + ", "
              + inner);
    }
    if (heads < 1 || width < 1 || width % heads != 0) {
      throw new IllegalArgumentException(
          "width must be a positive multiple of heads, but they are " + width + " and " + heads);
    }
  }
}
