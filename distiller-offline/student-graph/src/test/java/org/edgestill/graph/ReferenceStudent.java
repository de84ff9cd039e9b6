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
    double[] y = encode(items, behaviours, gaps);
    double[] inner = linear(weights.inner(), norm(weights.norm2(), y));
    double[] z = sum(y, linear(weights.outer(), Arrays.stream(inner).map(this::gelu).toArray()));
    return norm(weights.norm3(), z);
  }

  private double[] encode(long[] items, long[] behaviours, long[] gaps) {
    double[][] e = new double[shape.length()][];
    for (int t = 0; t < e.length; t++) {
      e[t] = embed(items[t], behaviours[t], gaps[t]);
    }
    if (weights.encoder() instanceof Encoder.Attention attention) {
      return attention(attention, e, items);
    }
    if (weights.encoder() instanceof Encoder.Recurrence recurrence) {
      return recurrence(recurrence, e, items);
    }
    return mean((Encoder.WeightedMean) weights.encoder(), e, items, behaviours, gaps);
  }

  private double[] embed(long item, long behaviour, long gap) {
    int d = shape.width();
    double[] x = new double[d];
    for (int i = 0; i < d; i++) {
      x[i] =
          (double) weights.items()[(int) item * d + i]
              + weights.behaviours()[(int) behaviour * d + i]
              + weights.gaps()[(int) gap * d + i];
    }
    return x;
  }

  private double[] attention(Encoder.Attention attention, double[][] e, long[] items) {
    int d = shape.width();
    double[][] h = new double[e.length][];
    for (int t = 0; t < e.length; t++) {
      for (int i = 0; i < d; i++) {
        e[t][i] += attention.positions()[t * d + i];
      }
      h[t] = norm(attention.norm(), e[t]);
    }
    double[] query = linear(attention.query(), h[h.length - 1]);
    double[] result = new double[d];
    for (int head = 0; head < shape.heads(); head++) {
      int from = head * shape.headWidth();
      int to = from + shape.headWidth();
      double[] match = new double[h.length];
      for (int t = 0; t < h.length; t++) {
        double[] key = linear(attention.key(), h[t]);
        for (int i = from; i < to; i++) {
          match[t] += query[i] * key[i] / Math.sqrt(shape.headWidth());
        }
      }
      double[] attend = attend(match, items);
      for (int t = 0; t < h.length; t++) {
        double[] value = linear(attention.value(), h[t]);
        for (int i = from; i < to; i++) {
          result[i] += attend[t] * value[i];
        }
      }
    }
    return sum(e[e.length - 1], linear(attention.output(), result));
  }

  private double[] recurrence(Encoder.Recurrence recurrence, double[][] e, long[] items) {
    int d = shape.width();
    double[] state = new double[d];
    for (int t = 0; t < e.length; t++) {
      if (items[t] != 0) {
        double[] input = linear(recurrence.input(), e[t]);
        double[] hidden = linear(recurrence.hidden(), state);
        double[] next = new double[d];
        for (int i = 0; i < d; i++) {
          double reset = sigmoid(input[i] + hidden[i]);
          double update = sigmoid(input[d + i] + hidden[d + i]);
          double candidate = Math.tanh(input[2 * d + i] + reset * hidden[2 * d + i]);
          next[i] = (1 - update) * candidate + update * state[i];
        }
        state = next;
      }
    }
    return state;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private double[] mean(
      Encoder.WeightedMean mean, double[][] e, long[] items, long[] behaviours, long[] gaps) {
    double[] match = new double[e.length];
    for (int t = 0; t < e.length; t++) {
      float[] recency = mean.recency();
      match[t] =
          mean.behaviourWeight()[(int) behaviours[t]]
              + mean.gapWeight()[(int) gaps[t]]
              + (recency == null ? 0 : recency[t]);
    }
    double[] weight = attend(match, items);
    double[] y = new double[shape.width()];
    for (int t = 0; t < e.length; t++) {
      for (int i = 0; i < y.length; i++) {
        y[i] += weight[t] * e[t][i];
      }
    }
    return y;
  }

  /** Softmax over the real positions; even weights if there are none. */
  private static double[] attend(double[] match, long[] items) {
    boolean anyReal = Arrays.stream(items).anyMatch(item -> item != 0);
    double[] logits = match.clone();
    for (int t = 0; t < logits.length; t++) {
      if (items[t] == 0) {
        logits[t] = anyReal ? Double.NEGATIVE_INFINITY : 0;
      }
    }
    double largest = Arrays.stream(logits).max().orElseThrow();
    double[] attend = Arrays.stream(logits).map(m -> Math.exp(m - largest)).toArray();
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
