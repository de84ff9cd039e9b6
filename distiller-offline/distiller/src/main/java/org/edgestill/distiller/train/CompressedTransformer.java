package org.edgestill.distiller.train;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.evaluate.Scorer;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_FDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F32;

/**
 * A trained Transformer made small without any training: the controls that a student of the same
 * size has to beat, or distillation was for nothing.
 *
 * <p>Every row of a matrix is rounded to whole numbers between its least and its greatest value,
 * both kept in single precision; biases and norms stay as they are. It computes in single precision
 * with the rounded values; bytes are counted as they would lie in a file. For one thread at a time,
 * and until the Transformer is closed.
 */
public final class CompressedTransformer implements Scorer, AutoCloseable {

  private static final String ITEMS = "item";
  private static final int EIGHT_BITS = 8;

  /** The least value of a row and its step. */
  private static final int BYTES_PER_ROW = 2 * Float.BYTES;

  private final Parameters parameters;
  private final NetworkScorer scorer;
  private final String description;
  private final long bytes;

  private CompressedTransformer(
      TrainedNetwork teacher, String name, String description, Rounded rounded) {
    this.parameters = teacher.parameters().with(rounded.values());
    this.scorer = new NetworkScorer(name, teacher.network(), parameters, null);
    this.description = description;
    this.bytes = rounded.bytes();
  }

  /** All parameters after rounding, and what they would take. */
  @SuppressWarnings("ArrayRecordComponent") // identity is fine: only carried
  private record Rounded(float[] values, long bytes) {}

  /** All matrices with few bits a value. */
  public static CompressedTransformer rounded(TrainedNetwork teacher, int bits) {
    Parameters parameters = teacher.parameters();
    Rounded table = round(parameters.get(ITEMS), width(parameters, ITEMS), bits);
    return new CompressedTransformer(
        teacher,
        "%s-%dbit".formatted(teacher.name(), bits),
        "%s, every matrix with %d bits a value".formatted(teacher.name(), bits),
        all(parameters, table, bits));
  }

  /**
   * The item table as a product of two thin matrices (truncated singular value decomposition, the
   * best approximation of that rank; Eckart and Young, 1936), as wide as fits, everything in 8
   * bits.
   *
   * @param budget how many bytes it may have in all; the rank is at least 1 and at most the width
   */
  public static CompressedTransformer lowRank(TrainedNetwork teacher, long budget) {
    Parameters parameters = teacher.parameters();
    int width = width(parameters, ITEMS);
    float[] table = parameters.get(ITEMS);
    int rows = table.length / width;
    long others = all(parameters, new Rounded(table, 0), EIGHT_BITS).bytes();
    long forRanks = budget - others - (long) rows * BYTES_PER_ROW;
    long perRank = rows + (long) width * Float.BYTES;
    int rank = (int) Math.max(1, Math.min(width, forRanks / perRank));
    Rounded truncated = truncate(table, rows, width, rank);
    return new CompressedTransformer(
        teacher,
        teacher.name() + "-svd",
        String.format(
            Locale.ROOT,
            "%s, item table of rank %d of %d, 8 bits a value",
            teacher.name(),
            rank,
            width),
        all(parameters, truncated, EIGHT_BITS));
  }

  private static int width(Parameters parameters, String name) {
    long[] shape = parameters.shape(name);
    return Math.toIntExact(shape[shape.length - 1]);
  }

  private static Rounded all(Parameters parameters, Rounded table, int bits) {
    float[] values = new float[parameters.count()];
    long bytes = 0;
    int at = 0;
    for (String name : parameters.names()) {
      float[] exact = parameters.get(name);
      Rounded part =
          name.equals(ITEMS)
              ? table
              : parameters.shape(name).length < 2
                  ? new Rounded(exact, (long) exact.length * Float.BYTES)
                  : round(exact, width(parameters, name), bits);
      System.arraycopy(part.values(), 0, values, at, exact.length);
      bytes += part.bytes();
      at += exact.length;
    }
    return new Rounded(values, bytes);
  }

  private static Rounded round(float[] values, int width, int bits) {
    int steps = (1 << bits) - 1;
    float[] rounded = new float[values.length];
    for (int from = 0; from < values.length; from += width) {
      float least = values[from];
      float greatest = values[from];
      for (int i = from; i < from + width; i++) {
        least = Math.min(least, values[i]);
        greatest = Math.max(greatest, values[i]);
      }
      float step = (greatest - least) / steps;
      for (int i = from; i < from + width; i++) {
        rounded[i] = step == 0 ? least : least + step * Math.round((values[i] - least) / step);
      }
    }
    long rows = values.length / width;
    long codes = ((long) width * bits + Byte.SIZE - 1) / Byte.SIZE;
    return new Rounded(rounded, rows * (codes + BYTES_PER_ROW));
  }

  /** E V V', with V the first right singular vectors and the rows of E V rounded. */
  private static Rounded truncate(float[] table, int rows, int width, int rank) {
    // the right singular vectors of E are those of E'E, which is only width x width
    FMatrixRMaj gram = new FMatrixRMaj(width, width);
    for (int i = 0; i < width; i++) {
      for (int j = 0; j < width; j++) {
        double sum = 0;
        for (int row = 0; row < rows; row++) {
          sum += (double) table[row * width + i] * table[row * width + j];
        }
        gram.set(i, j, (float) sum);
      }
    }
    SingularValueDecomposition_F32<FMatrixRMaj> svd =
        DecompositionFactory_FDRM.svd(width, width, false, true, false);
    if (!svd.decompose(gram)) {
      throw new TrainingFailedException("the item table has no singular value decomposition");
    }
    int[] order = descending(svd.getSingularValues(), width);
    FMatrixRMaj v = svd.getV(null, false);
    float[] thin = new float[rows * rank];
    for (int row = 0; row < rows; row++) {
      for (int r = 0; r < rank; r++) {
        float sum = 0;
        for (int i = 0; i < width; i++) {
          sum += table[row * width + i] * v.get(i, order[r]);
        }
        thin[row * rank + r] = sum;
      }
    }
    Rounded rounded = round(thin, rank, EIGHT_BITS);
    float[] back = new float[table.length];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < width; i++) {
        float sum = 0;
        for (int r = 0; r < rank; r++) {
          sum += rounded.values()[row * rank + r] * v.get(i, order[r]);
        }
        back[row * width + i] = sum;
      }
    }
    return new Rounded(back, rounded.bytes() + (long) rank * width * Float.BYTES);
  }

  private static int[] descending(float[] values, int count) {
    return IntStream.range(0, count)
        .boxed()
        .sorted((a, b) -> Float.compare(values[b], values[a]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  @Override
  public String name() {
    return scorer.name();
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public void score(Context context, float[] scores) {
    scorer.score(context, scores);
  }

  @Override
  public void score(List<Context> contexts, float[][] scores) {
    scorer.score(contexts, scores);
  }

  @Override
  public void close() {
    parameters.close();
  }
}
