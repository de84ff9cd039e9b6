package org.edgestill.distiller.evaluate;

import java.util.Arrays;

/**
 * A part of the evaluated targets, for instance those of little known items. A metric of a slice is
 * the mean over the users that have targets in it, of which only these count as relevant; ranks
 * stay those among all candidates.
 *
 * @param group what the targets are divided by, for instance {@code user activity}
 * @param name which part this is
 * @param rows which of the evaluated users have targets in it, ascending
 * @param targets which of their targets these are, for each of the rows
 * @param bootstrap resamples of these users
 */
@SuppressWarnings("ArrayRecordComponent") // identity is fine: slices are never compared
public record Slice(String group, String name, int[] rows, int[][] targets, Bootstrap bootstrap) {

  /** How many users have targets in it. */
  public int users() {
    return rows.length;
  }

  /** A metric on this slice. */
  public Measured of(Evaluation evaluation, Metric metric) {
    double[] values = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      int[] ranks = evaluation.ranks()[rows[i]];
      values[i] = metric.of(Arrays.stream(targets[i]).map(target -> ranks[target]).toArray());
    }
    return bootstrap.mean(values);
  }
}
