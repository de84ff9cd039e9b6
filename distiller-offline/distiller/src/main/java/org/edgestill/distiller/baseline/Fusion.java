package org.edgestill.distiller.baseline;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.evaluate.Scorer;

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

  /** {@code transformer + 0.4 markov (window 3, decay 0.6)}: what has a weight. */
  @Override
  public String description() {
    return parts.stream()
        .filter(p -> p.weight() != 0)
        .map(p -> weight(p.weight()) + p.scorer().description())
        .collect(Collectors.joining(" + "));
  }

  private static String weight(double weight) {
    return weight == 1 ? "" : Math.round(weight * 1000) / 1000.0 + " ";
  }

  /** To mean 0 and deviation 1 over items 1 to V; scores that are all alike become 0. */
  static void scale(float[] scores, Shape shape) {
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
}
