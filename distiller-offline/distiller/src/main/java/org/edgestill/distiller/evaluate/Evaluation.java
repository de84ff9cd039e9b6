package org.edgestill.distiller.evaluate;

import java.util.Arrays;
import java.util.Map;

/**
 * How a model did. Keeps the ranks of every user's targets, so that two models can be compared user
 * by user.
 *
 * @param name the model
 * @param description with the settings that make a difference
 * @param bytes its size
 * @param split what was guessed
 * @param protocol against which items
 * @param bootstrap the resamples of the users
 * @param ranks of the targets of each evaluated user, from 1, in the order of user numbers and of
 *     {@link Split#targets}
 * @param metrics each of {@link Metric#ALL}
 * @param lists each of {@link ListMetric#ALL}
 */
@SuppressWarnings("ArrayRecordComponent") // identity is fine: evaluations are never compared
public record Evaluation(
    String name,
    String description,
    long bytes,
    Split split,
    Protocol protocol,
    Bootstrap bootstrap,
    int[][] ranks,
    Map<Metric, Measured> metrics,
    Map<ListMetric, Double> lists) {

  public Evaluation {
    metrics = Map.copyOf(metrics);
    lists = Map.copyOf(lists);
  }

  /**
   * One model compared with another one on the same users.
   *
   * @param difference mean over users of this one minus the other one, with its paired bootstrap
   *     interval: above zero means better beyond chance
   * @param p of a paired randomisation test, two-sided, of this one comparison
   */
  public record Comparison(Measured difference, double p) {}

  /** How many users were evaluated. */
  public int users() {
    return ranks.length;
  }

  /** A metric of each user. */
  public double[] values(Metric metric) {
    return Arrays.stream(ranks).mapToDouble(metric::of).toArray();
  }

  /** The mean of a metric over the users. */
  public double value(Metric metric) {
    return Arrays.stream(values(metric)).average().orElse(0);
  }

  /**
   * How much better this model is than another one, user by user.
   *
   * @throws IllegalArgumentException if the two were not measured on the same users in the same way
   */
  public Comparison minus(Evaluation other, Metric metric) {
    if (ranks.length != other.ranks.length
        || split != other.split
        || !protocol.equals(other.protocol)) {
      throw new IllegalArgumentException(
          "'" + name + "' and '" + other.name + "' were not measured on the same users");
    }
    double[] mine = values(metric);
    double[] theirs = other.values(metric);
    double[] differences = new double[ranks.length];
    Arrays.setAll(differences, i -> mine[i] - theirs[i]);
    return new Comparison(
        bootstrap.mean(differences), PairedRandomisation.p(differences, bootstrap.seed()));
  }
}
