package org.edgestill.graph;

import java.util.Arrays;
import java.util.Random;

/**
 * Product codes (product quantisation, Jegou et al., TPAMI 2011): a row is cut into parts of {@link
 * #PART} values, and of each part only the number of the nearest of {@link #CODEWORDS} codewords is
 * kept. The codewords of each part are the means of clusters of that part (k-means), except that
 * the first is zero, so that padding stays zero.
 *
 * @param codes shape [rows, parts]
 * @param codewords shape [parts, words, PART]
 * @param words how many codewords a part has, at most {@link #CODEWORDS}
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of weights; never compared
record ProductCodes(byte[] codes, float[] codewords, int words) {

  /** Values that share one byte. */
  static final int PART = 4;

  /** As many as one byte can tell apart. */
  static final int CODEWORDS = 256;

  private static final int ROUNDS = 20;
  private static final long SEED = 1;

  /**
   * Learns codewords and encodes. The same input always gives the same codes.
   *
   * @param input shape [rows, width]; row 0 is padding and takes no part in learning
   * @param width a multiple of {@link #PART}
   */
  static ProductCodes of(float[] input, int width) {
    int rows = input.length / width;
    int parts = width / PART;
    int words = Math.min(CODEWORDS, rows);
    byte[] codes = new byte[rows * parts];
    float[] codewords = new float[parts * words * PART];
    for (int part = 0; part < parts; part++) {
      float[] vectors = new float[rows * PART];
      for (int row = 0; row < rows; row++) {
        System.arraycopy(input, row * width + part * PART, vectors, row * PART, PART);
      }
      float[] means = cluster(vectors, words, new Random(SEED + part));
      System.arraycopy(means, 0, codewords, part * means.length, means.length);
      for (int row = 0; row < rows; row++) {
        codes[row * parts + part] = (byte) nearest(vectors, row, means);
      }
    }
    return new ProductCodes(codes, codewords, words);
  }

  /** Lloyd's algorithm, from random rows; a mean without vectors and the first stay as they are. */
  private static float[] cluster(float[] vectors, int words, Random random) {
    int rows = vectors.length / PART;
    int[] order = new int[rows - 1];
    Arrays.setAll(order, i -> i + 1);
    float[] means = new float[words * PART];
    for (int word = 1; word < words; word++) {
      int other = word - 1 + random.nextInt(rows - word);
      int row = order[other];
      order[other] = order[word - 1];
      System.arraycopy(vectors, row * PART, means, word * PART, PART);
    }
    for (int round = 0; round < ROUNDS; round++) {
      double[] sums = new double[means.length];
      int[] counts = new int[words];
      for (int row = 1; row < rows; row++) {
        int word = nearest(vectors, row, means);
        counts[word]++;
        for (int i = 0; i < PART; i++) {
          sums[word * PART + i] += vectors[row * PART + i];
        }
      }
      for (int i = PART; i < means.length; i++) {
        if (counts[i / PART] > 0) {
          means[i] = (float) (sums[i] / counts[i / PART]);
        }
      }
    }
    return means;
  }

  private static int nearest(float[] vectors, int row, float[] means) {
    int best = 0;
    float least = Float.POSITIVE_INFINITY;
    for (int word = 0; word < means.length / PART; word++) {
      float distance = 0;
      for (int i = 0; i < PART; i++) {
        float difference = vectors[row * PART + i] - means[word * PART + i];
        distance += difference * difference;
      }
      if (distance < least) {
        least = distance;
        best = word;
      }
    }
    return best;
  }
}
