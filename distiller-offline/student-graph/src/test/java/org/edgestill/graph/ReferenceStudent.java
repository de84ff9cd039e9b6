package org.edgestill.graph;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The formulas of {@link StudentWeights}, written out naively in double precision: no folding, no
 * shortcuts. What the graph is held to.
 */
final class ReferenceStudent {

  private final StudentWeights weights;
  private final StudentShape shape;

  ReferenceStudent(StudentWeights weights) {
    this.weights = weights;
    this.shape = weights.shape();
  }

  /** Scores of all items, negative infinity for padding and excluded ones; shape [V + 1]. */
  double[] scores(long[] items, long[] behaviours, long[] gaps, long[] exclude) {
    double[] user = user(items, behaviours, gaps);
    double[] scores = new double[shape.rows()];
    for (int item = 0; item < scores.length; item++) {
      scores[item] = weights.itemBias()[item];
      for (int i = 0; i < shape.width(); i++) {
        scores[item] += weights.items()[item * shape.width() + i] * user[i];
      }
    }
    TransitionPrior prior = weights.prior();
    if (prior != null) {
      addPrior(prior, items, scores);
    }
    scores[0] = Double.NEGATIVE_INFINITY;
    for (long item : exclude) {
      scores[(int) item] = Double.NEGATIVE_INFINITY;
    }
    return scores;
  }

  /** Item numbers by score, best first, ties by number. */
  static List<Integer> ranking(double[] scores) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> scores[i]).reversed())
        .toList();
  }

  static Set<Integer> top(double[] scores, int k) {
    return new HashSet<>(ranking(scores).subList(0, k));
  }

  private void addPrior(TransitionPrior prior, long[] items, double[] scores) {
    for (int r = 0; r < prior.window(); r++) {
      int row = (int) items[shape.length() - 1 - r] * prior.successors();
      for (int s = row; s < row + prior.successors(); s++) {
        scores[prior.successor()[s]] +=
            prior.weight() * Math.pow(prior.decay(), r) * prior.value()[s];
      }
    }
  }

  private double[] user(long[] items, long[] behaviours, long[] gaps) {
    int length = shape.length();
    double[][] x = new double[length][];
    double[][] h = new double[length][];
    for (int t = 0; t < length; t++) {
      x[t] = embed(items[t], t, behaviours[t], gaps[t]);
      h[t] = norm(weights.norm1(), x[t]);
    }
    double[] attended = linear(weights.output(), attention(h, items));
    double[] y = sum(x[length - 1], attended);
    double[] inner = linear(weights.inner(), norm(weights.norm2(), y));
    double[] z = sum(y, linear(weights.outer(), Arrays.stream(inner).map(this::gelu).toArray()));
    return norm(weights.norm3(), z);
  }

  private double[] embed(long item, int position, long behaviour, long gap) {
    int d = shape.width();
    double[] x = new double[d];
    for (int i = 0; i < d; i++) {
      x[i] =
          (double) weights.items()[(int) item * d + i]
              + weights.positions()[position * d + i]
              + weights.behaviours()[(int) behaviour * d + i]
              + weights.gaps()[(int) gap * d + i];
    }
    return x;
  }

  private double[] attention(double[][] h, long[] items) {
    double[] query = linear(weights.query(), h[h.length - 1]);
    double[] result = new double[shape.width()];
    for (int head = 0; head < shape.heads(); head++) {
      int from = head * shape.headWidth();
      int to = from + shape.headWidth();
      double[] attend = attend(h, items, query, from, to);
      for (int t = 0; t < h.length; t++) {
        double[] value = linear(weights.value(), h[t]);
        for (int i = from; i < to; i++) {
          result[i] += attend[t] * value[i];
        }
      }
    }
    return result;
  }

  /** Softmax over the real positions; even weights if there are none. */
  private double[] attend(double[][] h, long[] items, double[] query, int from, int to) {
    double[] match = new double[h.length];
    boolean anyReal = Arrays.stream(items).anyMatch(item -> item != 0);
    for (int t = 0; t < h.length; t++) {
      double[] key = linear(weights.key(), h[t]);
      for (int i = from; i < to; i++) {
        match[t] += query[i] * key[i] / Math.sqrt(shape.headWidth());
      }
      if (items[t] == 0) {
        match[t] = anyReal ? Double.NEGATIVE_INFINITY : 0;
      }
    }
    double largest = Arrays.stream(match).max().orElseThrow();
    double[] attend = Arrays.stream(match).map(m -> Math.exp(m - largest)).toArray();
    double total = Arrays.stream(attend).sum();
    return Arrays.stream(attend).map(a -> a / total).toArray();
  }

  private double[] norm(Norm norm, double[] x) {
    double mean = Arrays.stream(x).average().orElseThrow();
    double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    double[] result = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      result[i] =
          (x[i] - mean) / Math.sqrt(variance + StudentWeights.NORM_EPSILON) * norm.scale()[i]
              + norm.bias()[i];
    }
    return result;
  }

  private static double[] linear(Linear linear, double[] x) {
    double[] y = new double[linear.bias().length];
    for (int o = 0; o < y.length; o++) {
      y[o] = linear.bias()[o];
      for (int i = 0; i < x.length; i++) {
        y[o] += linear.weight()[o * x.length + i] * x[i];
      }
    }
    return y;
  }

  private double gelu(double x) {
    return x / 2 * (1 + erf(x / Math.sqrt(2)));
  }

  /** Its Maclaurin series, which needs no table; summed until the terms vanish. */
  private static double erf(double x) {
    if (Math.abs(x) > 5) {
      return Math.signum(x);
    }
    double sum = 0;
    double power = x;
    for (int n = 0; Math.abs(power) > 1e-18 || n < Math.abs(x) * Math.abs(x); n++) {
      sum += power / (2 * n + 1);
      power *= -x * x / (n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }

  private static double[] sum(double[] a, double[] b) {
    double[] c = a.clone();
    for (int i = 0; i < c.length; i++) {
      c[i] += b[i];
    }
    return c;
  }
}
