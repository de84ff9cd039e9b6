package org.edgestill.distiller.baseline;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.data.InputException;
import org.edgestill.distiller.data.Sequence;
import org.edgestill.distiller.evaluate.Evaluator;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.evaluate.Scorer;
import org.edgestill.distiller.evaluate.Split;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_FDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * EASE (Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019): with X the binary
 * user-item matrix and P = (X'X + lambda I)^-1, the weight of item i for item j is -P_ij / P_jj,
 * and 0 on the diagonal. A score is the sum of the weights of the user's items.
 *
 * <p>P is V x V. If there are fewer users than items it is computed by the Woodbury identity P = (I
 * - X'(lambda I + XX')^-1 X) / lambda, which inverts a users x users matrix instead.
 */
public final class Ease implements Scorer {

  /** All items of the context count. */
  public static final int ALL = Integer.MAX_VALUE;

  /** The largest array that Java has, nearly. */
  private static final long MAX_WEIGHTS = Integer.MAX_VALUE - 8L;

  private final String name;
  private final double lambda;
  private final int newest;
  private final int stride;
  private final float[] weights;

  private Ease(String name, double lambda, int newest, int stride, float[] weights) {
    this.name = name;
    this.lambda = lambda;
    this.newest = newest;
    this.stride = stride;
    this.weights = weights;
  }

  /**
   * Learns from the training events.
   *
   * @param lambda the L2 weight, positive
   */
  public static Ease learn(Dataset data, double lambda) {
    return learn(data, lambda, BehaviourWeights.EQUAL);
  }

  /**
   * Learns from those of the training events that count.
   *
   * @param behaviours X is binary, so all that they can say is that some events do not count
   */
  public static Ease learn(Dataset data, double lambda, BehaviourWeights behaviours) {
    int[][] rows = new int[data.users()][];
    Arrays.setAll(
        rows,
        user -> {
          Sequence train = data.train(user);
          return IntStream.range(0, train.length())
              .filter(i -> behaviours.of(train.behaviours()[i]) > 0)
              .map(i -> train.items()[i])
              .distinct()
              .sorted()
              .toArray();
        });
    int stride = data.itemCount() + 1;
    if ((long) stride * stride > MAX_WEIGHTS) {
      throw new InputException(
          "EASE needs a weight for every pair of items, which is too much for "
              + data.itemCount()
              + " items; leave it out with ease.lambdas: []");
    }
    float[] inverse =
        rows.length < stride ? byUsers(rows, stride, lambda) : byItems(rows, stride, lambda);
    for (int item = 1; item < stride; item++) {
      // scale column by column at the end: the diagonal is needed until then
      inverse[item * stride] = inverse[item * stride + item];
    }
    for (int i = 1; i < stride; i++) {
      for (int j = 1; j < stride; j++) {
        int at = i * stride + j;
        inverse[at] = i == j ? 0 : -inverse[at] / inverse[j * stride];
      }
    }
    return new Ease("ease", lambda, ALL, stride, inverse);
  }

  /**
   * Learns with each lambda and keeps what is best on validation, by NDCG@10.
   *
   * @param newest how many of the newest items of a context count, or {@link #ALL}
   * @throws IllegalArgumentException if there is no lambda
   */
  public static Ease fit(
      Dataset data, List<Double> lambdas, int newest, BehaviourWeights behaviours) {
    Evaluator evaluator = new Evaluator(data, 0);
    Ease best = null;
    double bestValue = -1;
    for (double lambda : lambdas) {
      // one after another: each is V x V
      Ease ease = learn(data, lambda, behaviours).newest(newest);
      double value = evaluator.value(ease, Split.VALIDATION, Metric.NDCG_10);
      if (value > bestValue) {
        best = ease;
        bestValue = value;
      }
    }
    if (best == null) {
      throw new IllegalArgumentException("no lambda to choose from");
    }
    return best;
  }

  /** The L2 weight that it was learned with. */
  public double lambda() {
    return lambda;
  }

  /** Adds the weights of an item, scaled, to a score vector of length V + 1. */
  public void addRow(int item, float factor, float[] scores) {
    int row = item * stride;
    for (int j = 1; j < stride; j++) {
      scores[j] += factor * weights[row + j];
    }
  }

  /** The same weights, but only the newest items of a context count. */
  public Ease newest(int items) {
    return new Ease(items == ALL ? "ease" : "ease-last-" + items, lambda, items, stride, weights);
  }

  /** How many of the newest items of a context count. */
  public int newest() {
    return newest;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "%s (lambda %s)".formatted(name, lambda);
  }

  /** V x V weights of four bytes. */
  @Override
  public long bytes() {
    return 4L * (stride - 1) * (stride - 1);
  }

  @Override
  public void score(Context context, float[] scores) {
    Arrays.fill(scores, 0);
    int[] items = context.items();
    int from = Math.max(0, items.length - Math.min(newest, items.length));
    for (int item : Arrays.stream(items, from, items.length).distinct().toArray()) {
      addRow(item, 1, scores);
    }
  }

  /** P by inverting X'X + lambda I, V x V. */
  private static float[] byItems(int[][] rows, int stride, double lambda) {
    int items = stride - 1;
    FMatrixRMaj gram = new FMatrixRMaj(items, items);
    for (int[] row : rows) {
      for (int i : row) {
        for (int j : row) {
          gram.data[(i - 1) * items + j - 1]++;
        }
      }
    }
    FMatrixRMaj inverse = invert(gram, lambda);
    float[] padded = new float[stride * stride];
    for (int i = 0; i < items; i++) {
      System.arraycopy(inverse.data, i * items, padded, (i + 1) * stride + 1, items);
    }
    return padded;
  }

  /** P by the Woodbury identity. */
  private static float[] byUsers(int[][] rows, int stride, double lambda) {
    int users = rows.length;
    FMatrixRMaj kernel = new FMatrixRMaj(users, users);
    for (int u = 0; u < users; u++) {
      for (int v = 0; v <= u; v++) {
        float common = common(rows[u], rows[v]);
        kernel.data[u * users + v] = common;
        kernel.data[v * users + u] = common;
      }
    }
    FMatrixRMaj inverse = invert(kernel, lambda);
    float[] p = new float[stride * stride];
    float[] smoothed = new float[stride];
    for (int u = 0; u < users; u++) {
      // row u of (lambda I + XX')^-1 X
      Arrays.fill(smoothed, 0);
      for (int v = 0; v < users; v++) {
        float weight = inverse.data[u * users + v];
        for (int item : rows[v]) {
          smoothed[item] += weight;
        }
      }
      for (int item : rows[u]) {
        int row = item * stride;
        for (int j = 1; j < stride; j++) {
          p[row + j] -= smoothed[j];
        }
      }
    }
    for (int item = 1; item < stride; item++) {
      p[item * stride + item] += 1; // the factor 1 / lambda cancels in -P_ij / P_jj
    }
    return p;
  }

  private static FMatrixRMaj invert(FMatrixRMaj matrix, double lambda) {
    for (int i = 0; i < matrix.numRows; i++) {
      matrix.data[i * matrix.numCols + i] += (float) lambda;
    }
    LinearSolverDense<FMatrixRMaj> solver = LinearSolverFactory_FDRM.symmPosDef(matrix.numRows);
    if (!solver.setA(matrix)) {
      throw new IllegalArgumentException(
          "EASE: the matrix is not positive definite; take a larger lambda than " + lambda);
    }
    FMatrixRMaj inverse = new FMatrixRMaj(matrix.numRows, matrix.numCols);
    solver.invert(inverse);
    return inverse;
  }

  private static int common(int[] a, int[] b) {
    int count = 0;
    for (int i = 0, j = 0; i < a.length && j < b.length; ) {
      if (a[i] == b[j]) {
        count++;
        i++;
        j++;
      } else if (a[i] < b[j]) {
        i++;
      } else {
        j++;
      }
    }
    return count;
  }
}
