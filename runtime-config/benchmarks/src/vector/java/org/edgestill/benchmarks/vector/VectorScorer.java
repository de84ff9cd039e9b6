package org.edgestill.benchmarks.vector;

import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.edgestill.benchmarks.student.Scorer;

/**
 * Scores as many rows at a time as a vector has lanes, {@value #GROUPS} vectors side by side so
 * that no multiplication waits for the one before. A block of rows lies column by column, so that
 * nothing has to be added across lanes.
 */
public final class VectorScorer implements Scorer {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = FLOATS.length();
  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(LANES * Byte.SIZE));
  private static final int GROUPS = 4;
  private static final int BLOCK = GROUPS * LANES;

  private byte[] blocks = new byte[0];
  private float[] scales = new float[0];
  private int rows;
  private int width;

  @Override
  public void load(byte[] codes, float[] rowScales, int tableWidth) {
    width = tableWidth;
    rows = rowScales.length;
    int padded = (rows + BLOCK - 1) / BLOCK * BLOCK;
    scales = Arrays.copyOf(rowScales, padded);
    blocks = new byte[padded * width];
    for (int row = 0; row < rows; row++) {
      int block = row / BLOCK * BLOCK * width;
      for (int d = 0; d < width; d++) {
        blocks[block + d * BLOCK + row % BLOCK] = codes[row * width + d];
      }
    }
  }

  @Override
  public int[] best(float[] query, int k) {
    float[] scores = new float[k];
    Arrays.fill(scores, Float.NEGATIVE_INFINITY);
    int[] best = new int[k];
    float[] lanes = new float[LANES];
    for (int block = 0; block < scales.length; block += BLOCK) {
      FloatVector a = FloatVector.zero(FLOATS);
      FloatVector b = a;
      FloatVector c = a;
      FloatVector d = a;
      int at = block * width;
      for (int i = 0; i < width; i++, at += BLOCK) {
        FloatVector q = FloatVector.broadcast(FLOATS, query[i]);
        a = codes(at).fma(q, a);
        b = codes(at + LANES).fma(q, b);
        c = codes(at + 2 * LANES).fma(q, c);
        d = codes(at + 3 * LANES).fma(q, d);
      }
      keep(a, block, scores, best, lanes);
      keep(b, block + LANES, scores, best, lanes);
      keep(c, block + 2 * LANES, scores, best, lanes);
      keep(d, block + 3 * LANES, scores, best, lanes);
    }
    return best;
  }

  private FloatVector codes(int at) {
    return (FloatVector)
        ByteVector.fromArray(BYTES, blocks, at).convertShape(VectorOperators.B2F, FLOATS, 0);
  }

  /** Hardly ever has a block anything to keep. */
  private void keep(FloatVector sums, int first, float[] scores, int[] best, float[] lanes) {
    FloatVector found = sums.mul(FloatVector.fromArray(FLOATS, scales, first));
    float least = scores[scores.length - 1];
    if (!found.compare(VectorOperators.GT, least).anyTrue()) {
      return;
    }
    found.intoArray(lanes, 0);
    for (int lane = 0; lane < LANES && first + lane < rows; lane++) {
      insert(lanes[lane], first + lane, scores, best);
    }
  }

  private static void insert(float score, int row, float[] scores, int[] best) {
    int place = scores.length - 1;
    if (!(score > scores[place])) {
      return;
    }
    while (place > 0 && score > scores[place - 1]) {
      scores[place] = scores[place - 1];
      best[place] = best[place - 1];
      place--;
    }
    scores[place] = score;
    best[place] = row;
  }
}
