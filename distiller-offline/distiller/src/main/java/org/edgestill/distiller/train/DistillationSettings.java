package org.edgestill.distiller.train;

import org.jspecify.annotations.Nullable;

/**
 * How a student learns from a teacher.
 *
 * @param temperature divides the scores of teacher and student before the softmax of the response
 *     term, above 0
 * @param teacherTemperature divides the fused scores first: sums of standardised scores have no
 *     natural scale. Unless it is set, the one that makes their softmax likeliest on validation
 *     (temperature scaling: Guo et al., "On Calibration of Modern Neural Networks", ICML 2017)
 * @param topItems how many items of the teacher's ranking are kept for each prediction
 * @param curriculum how many stages of its own training the teacher tells about before what it says
 *     in the end; 0 for none. Networks need as many checkpoints
 * @param losses what the terms of the loss weigh
 */
public record DistillationSettings(
    double temperature,
    @Nullable Double teacherTemperature,
    int topItems,
    int curriculum,
    LossWeights losses) {

  public DistillationSettings {
    if (!(temperature > 0)
        || (teacherTemperature != null && !(teacherTemperature > 0))
        || topItems < 1) {
      throw new IllegalArgumentException("temperatures and topItems must be positive");
    }
    if (curriculum < 0) {
      throw new IllegalArgumentException("curriculum must not be negative, but is " + curriculum);
    }
    if (losses.ranking() > 0 && topItems < 2) {
      throw new IllegalArgumentException(
          "a ranking loss needs at least two topItems to rank, but topItems is " + topItems);
    }
  }

  /** The same with other weights of the loss. */
  public DistillationSettings withLosses(LossWeights other) {
    return new DistillationSettings(temperature, teacherTemperature, topItems, curriculum, other);
  }

  /** The same with another curriculum. */
  public DistillationSettings withCurriculum(int other) {
    return new DistillationSettings(temperature, teacherTemperature, topItems, other, losses);
  }

  /** What does well together with the default student. */
  public static DistillationSettings defaults() {
    return new DistillationSettings(1, null, 50, 0, new LossWeights(0.3, 0.7, 0.1, 0, 0, 0));
  }
}
