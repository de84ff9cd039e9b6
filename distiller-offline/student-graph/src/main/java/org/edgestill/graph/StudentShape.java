package org.edgestill.graph;

/**
 * The sizes of a student.
 *
 * @param items V, how many items there are; they are numbered from 1, and every item table has V +
 *     1 rows, row 0 being padding
 * @param length L, how many events the student looks at
 * @param width d, the width of every vector; a multiple of 16, because the runtime's quantised
 *     product works on blocks of 16, 32 or 64 values
 * @param heads attention heads; divides the width; 1 for a student without attention
 * @param inner f, the inner width of the feed-forward part
 * @param behaviourCodes how many behaviour codes there are, padding included
 * @param gapCodes how many time-gap codes there are, padding included
 */
public record StudentShape(
    int items, int length, int width, int heads, int inner, int behaviourCodes, int gapCodes) {

  private static final int SMALLEST_BLOCK = 16;
  private static final int LARGEST_BLOCK = 64;

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if a component is out of its range
   */
  public StudentShape {
    requirePositive("items", items);
    requirePositive("length", length);
    requirePositive("width", width);
    requirePositive("heads", heads);
    requirePositive("inner", inner);
    requirePositive("behaviourCodes", behaviourCodes);
    requirePositive("gapCodes", gapCodes);
    if (width % SMALLEST_BLOCK != 0) {
      throw new IllegalArgumentException("width must be a multiple of 16, but is " + width);
    }
    if (width % heads != 0) {
      throw new IllegalArgumentException(heads + " heads do not divide the width " + width);
    }
  }

  /** Rows of an item table: all items and padding. */
  public int rows() {
    return items + 1;
  }

  /** The width of one head. */
  public int headWidth() {
    return width / heads;
  }

  /**
   * Values that share one scale in a table of 8 or 4 bits: the largest of 64, 32 and 16 that fits.
   */
  public int blockSize() {
    return Math.min(LARGEST_BLOCK, Integer.lowestOneBit(width));
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be positive, but is " + value);
    }
  }
}
