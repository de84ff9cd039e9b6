package org.edgestill.distiller.run;

import java.util.Arrays;
import org.edgestill.distiller.train.DistillationSettings;
import org.edgestill.distiller.train.StudentSettings;

/**
 * One student that was trained to see how good it would be.
 *
 * @param key names the settings, the data and the teacher
 * @param student its settings
 * @param distillation how it learned
 * @param bytes of the model that would ship
 * @param epochs how many were trained
 * @param restarts how often training went back because a number was not finite
 * @param seconds how long that took
 * @param validation NDCG@10 of each user on validation, by the model that would ship
 */
@SuppressWarnings("ArrayRecordComponent") // identity is fine: trials are never compared
public record Trial(
    String key,
    StudentSettings student,
    DistillationSettings distillation,
    long bytes,
    int epochs,
    int restarts,
    double seconds,
    double[] validation) {

  /** NDCG@10 on validation, the mean over users. */
  public double ndcg10() {
    return Arrays.stream(validation).average().orElse(0);
  }
}
