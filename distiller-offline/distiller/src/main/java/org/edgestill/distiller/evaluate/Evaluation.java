package org.edgestill.distiller.evaluate;

import java.util.Arrays;
import java.util.Map;

/**
 * How a model did. Keeps the ranks of every user's targets, so that two models can be compared user
 * by user.
 *
 * @param name the model
 * @param bytes its size
 * @param split what was guessed
 * @param seed of the intervals
 * @param ranks of the targets of each evaluated user, ascending from 1, in the order of user
 *     numbers
 * @param metrics each of {@link Metric#ALL}
 */
@SuppressWarnings("ArrayRecordComponent") // identity is fine: evaluations are never compared
public record Evaluation(
    String name, long bytes, Split split, long seed, int[][] ranks, Map<Metric, Measured> metrics) {

  public Evaluation {
    metrics = Map.copyOf(metrics);
  }

  /** How many users were evaluated. */
  public int users() {
    return ranks.length;
  }

  /** The mean of a metric over the users. */
  public double value(Metric metric) {
    return Arrays.stream(ranks).mapToDouble(metric::of).average().orElse(0);
  }

  /**
   * How much better this model is than another one on the same users, as a paired bootstrap: an
   * interval above zero means better beyond chance.
   *
   * @throws IllegalArgumentException if the two were not measured on the same users
   */
  public Measured minus(Evaluation other, Metric metric) {
    if (ranks.length != other.ranks.length || split != other.split) {
      throw new IllegalArgumentException(
          "'" + name + "' and '" + other.name + "' were not measured on the same users");
    }
    double[] differences = new double[ranks.length];
    Arrays.setAll(differences, i -> metric.of(ranks[i]) - metric.of(other.ranks[i]));
    return Bootstrap.mean(differences, seed);
  }
}
