package org.edgestill.distiller.baseline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.evaluate.Evaluator;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.evaluate.NonFiniteScoreException;
import org.edgestill.distiller.evaluate.Scorer;
import org.edgestill.distiller.evaluate.Split;
import org.edgestill.distiller.evaluate.TargetRanks;

/**
 * Several models as one: the weighted sum of their scores, each brought to mean 0 and deviation 1
 * over the catalogue first, because their scales have nothing in common. Logits may stand for log
 * probabilities: they differ by a constant, which that removes.
 */
public final class Fusion implements Scorer {

  /** What is done to scores before they are brought to one scale. */
  public enum Shape {
    /** Nothing. */
    AS_IS,
    /** The square root, for counts, which are skewed; of what is below 0 the negated root. */
    ROOT
  }

  /**
   * One of the models.
   *
   * @param weight what its scaled scores are multiplied by
   */
  public record Part(Scorer scorer, Shape shape, double weight) {}

  /** How many users are scored in one go. */
  private static final int BATCH = 64;

  private final String name;
  private final List<Part> parts;
  private float[] partScores = {};

  /**
   * A fusion.
   *
   * @throws IllegalArgumentException if there are no parts
   */
  public Fusion(String name, List<Part> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a fusion needs at least one model");
    }
    this.name = name;
    this.parts = List.copyOf(parts);
  }

  /**
   * Picks the weights that are best on validation, by NDCG@10, out of a grid. The first model has
   * the weight 1, since only proportions matter.
   *
   * @param parts the models; their weights are ignored
   * @param grid the weights to try for each model but the first
   * @throws NonFiniteScoreException if a model gives a score that is not finite
   */
  public static Fusion fit(String name, Dataset data, List<Part> parts, List<Double> grid) {
    List<double[]> choices = choices(parts.size(), grid);
    double[] values = new double[choices.size()];
    List<Integer> users = new Evaluator(data, 0).users(Split.VALIDATION);
    for (int from = 0; from < users.size(); from += BATCH) {
      List<Context> contexts =
          users.subList(from, Math.min(from + BATCH, users.size())).stream()
              .map(data::validContext)
              .toList();
      float[][][] scaled = new float[parts.size()][contexts.size()][data.itemCount() + 1];
      for (int p = 0; p < scaled.length; p++) {
        parts.get(p).scorer().score(contexts, scaled[p]);
        for (float[] row : scaled[p]) {
          scale(row, parts.get(p).shape());
        }
      }
      for (int c = 0; c < values.length; c++) {
        values[c] += ndcg(data, contexts, scaled, choices.get(c), name);
      }
    }
    int best = 0;
    for (int c = 1; c < values.length; c++) {
      best = values[c] > values[best] ? c : best;
    }
    List<Part> weighted = new ArrayList<>();
    for (int p = 0; p < parts.size(); p++) {
      Part part = parts.get(p);
      weighted.add(new Part(part.scorer(), part.shape(), choices.get(best)[p]));
    }
    return new Fusion(name, weighted);
  }

  /** The sum over some users. */
  private static double ndcg(
      Dataset data, List<Context> contexts, float[][][] scaled, double[] weights, String name) {
    float[] sum = new float[data.itemCount() + 1];
    double total = 0;
    for (int i = 0; i < contexts.size(); i++) {
      Arrays.fill(sum, 0);
      for (int p = 0; p < scaled.length; p++) {
        add(scaled[p][i], weights[p], sum);
      }
      int[] targets = Split.VALIDATION.targets(data, contexts.get(i).user());
      total += Metric.NDCG_10.of(TargetRanks.of(sum, contexts.get(i), targets, name));
    }
    return total;
  }

  /** The models and their weights. */
  public List<Part> parts() {
    return parts;
  }

  @Override
  public String name() {
    return name;
  }

  /** All parts together; one with weight 0 is not needed and does not count. */
  @Override
  public long bytes() {
    return parts.stream()
        .filter(part -> part.weight() != 0)
        .mapToLong(p -> p.scorer().bytes())
        .sum();
  }

  @Override
  public String toString() {
    return description();
  }

  @Override
  public void score(Context context, float[] scores) {
    if (partScores.length != scores.length) {
      partScores = new float[scores.length];
    }
    Arrays.fill(scores, 0);
    for (Part part : parts) {
      if (part.weight() != 0) {
        part.scorer().score(context, partScores);
        scale(partScores, part.shape());
        add(partScores, part.weight(), scores);
      }
    }
  }

  @Override
  public void score(List<Context> contexts, float[][] scores) {
    float[][] rows = new float[scores.length][scores.length == 0 ? 0 : scores[0].length];
    for (float[] row : scores) {
      Arrays.fill(row, 0);
    }
    for (Part part : parts) {
      if (part.weight() != 0) {
        part.scorer().score(contexts, rows);
        for (int i = 0; i < rows.length; i++) {
          scale(rows[i], part.shape());
          add(rows[i], part.weight(), scores[i]);
        }
      }
    }
  }

  /** {@code transformer + 0.4 markov (window 3, decay 0.6) + 0.7 ease-last-10 (lambda 200.0)}. */
  @Override
  public String description() {
    return parts.stream()
        .map(p -> (p.weight() == 1 ? "" : p.weight() + " ") + p.scorer().description())
        .collect(Collectors.joining(" + "));
  }

  /** To mean 0 and deviation 1 over items 1 to V; scores that are all alike become 0. */
  private static void scale(float[] scores, Shape shape) {
    double sum = 0;
    double squares = 0;
    int items = scores.length - 1;
    for (int item = 1; item <= items; item++) {
      if (shape == Shape.ROOT) {
        scores[item] = (float) Math.copySign(Math.sqrt(Math.abs(scores[item])), scores[item]);
      }
      sum += scores[item];
      squares += (double) scores[item] * scores[item];
    }
    double mean = sum / items;
    double deviation = Math.sqrt(Math.max(0, squares / items - mean * mean));
    // NaN and infinity pass on to the sum on purpose: the evaluator must see them
    float factor = deviation == 0 ? 0 : (float) (1 / deviation);
    for (int item = 1; item <= items; item++) {
      scores[item] = (float) (scores[item] - mean) * factor;
    }
    scores[0] = 0;
  }

  private static void add(float[] scores, double weight, float[] sum) {
    for (int item = 0; item < sum.length; item++) {
      sum[item] += (float) weight * scores[item];
    }
  }

  private static List<double[]> choices(int parts, List<Double> grid) {
    double[] first = new double[parts];
    first[0] = 1;
    List<double[]> choices = List.of(first);
    for (int p = 1; p < parts; p++) {
      List<double[]> longer = new ArrayList<>();
      for (double[] choice : choices) {
        for (double weight : grid) {
          double[] next = choice.clone();
          next[p] = weight;
          longer.add(next);
        }
      }
      choices = longer;
    }
    return choices;
  }
}
