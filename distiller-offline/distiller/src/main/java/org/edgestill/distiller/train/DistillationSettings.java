package org.edgestill.distiller.train;

/**
 * How a student learns from a teacher.
 *
 * @param temperature divides the scores of teacher and student before the softmax of the response
 *     term, above 0
 * @param teacherTemperature divides the fused scores first: sums of standardised scores have no
 *     natural scale
 * @param topItems how many items of the teacher's ranking are kept for each prediction
 * @param losses what the terms of the loss weigh
 */
public record DistillationSettings(
    double temperature, double teacherTemperature, int topItems, LossWeights losses) {

  public DistillationSettings {
    if (!(temperature > 0) || !(teacherTemperature > 0) || topItems < 1) {
      throw new IllegalArgumentException("temperatures and topItems must be positive");
    }
    if (losses.ranking() > 0 && topItems < 2) {
      throw new IllegalArgumentException(
          "a ranking loss needs at least two topItems to rank, but topItems is " + topItems);
    }
  }

  /** The same with other weights of the loss. */
  public DistillationSettings withLosses(LossWeights other) {
    return new DistillationSettings(temperature, teacherTemperature, topItems, other);
  }

  /** What does well together with the default student. */
  public static DistillationSettings defaults() {
    return new DistillationSettings(1, 1, 50, new LossWeights(0.3, 0.7, 0.1, 0, 0, 0));
  }
}
