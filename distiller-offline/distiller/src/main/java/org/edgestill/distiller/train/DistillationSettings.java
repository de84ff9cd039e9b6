package org.edgestill.distiller.train;

/**
 * How a student learns from a teacher.
 *
 * @param temperature divides the scores of teacher and student before the softmax, above 0
 * @param teacherTemperature divides the fused scores first: sums of standardised scores have no
 *     natural scale
 * @param softWeight the share of the teacher's distribution, 0 to 1; the rest is the item that came
 * @param hintWeight of the squared distance to the teacher's hidden state; 0 for no hints
 * @param topItems how many items of the teacher's ranking are kept for each prediction
 */
public record DistillationSettings(
    double temperature,
    double teacherTemperature,
    double softWeight,
    double hintWeight,
    int topItems) {

  public DistillationSettings {
    if (!(temperature > 0) || !(teacherTemperature > 0) || topItems < 1) {
      throw new IllegalArgumentException("temperatures and topItems must be positive");
    }
    if (!(softWeight >= 0 && softWeight <= 1) || !(hintWeight >= 0)) {
      throw new IllegalArgumentException(
          "softWeight must be 0 to 1 and hintWeight not negative, but they are "
              + softWeight
              + " and "
              + hintWeight);
    }
  }

  /** What does well together with the default student. */
  public static DistillationSettings defaults() {
    return new DistillationSettings(1, 1, 0.7, 0.1, 50);
  }
}
