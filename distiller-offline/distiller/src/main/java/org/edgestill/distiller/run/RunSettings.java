package org.edgestill.distiller.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.api.model.ModelId;
import org.edgestill.distiller.data.DataSettings;
import org.edgestill.distiller.data.InputException;
import org.edgestill.distiller.pack.PackageSettings;
import org.edgestill.distiller.publish.KeySettings;
import org.edgestill.distiller.publish.PublishSettings;
import org.edgestill.distiller.rollout.RolloutSettings;
import org.edgestill.distiller.train.DistillationSettings;
import org.edgestill.distiller.train.StudentSettings;

/**
 * One configuration file, read and checked. What each setting means and its default is in {@code
 * defaults.yaml} beside this class.
 *
 * @param name the model's name
 * @param release rises with every release
 * @param run the run directory, relative to the configuration file
 * @param seed of everything random
 * @param teachers those that are fused, in the order of reports
 * @param refit whether, once everything is chosen, all models are fitted again to training and
 *     validation events
 * @param packaging the section {@code package}
 */
public record RunSettings(
    String name,
    long release,
    String run,
    long seed,
    DataSettings data,
    FeatureSchema features,
    List<TeacherSpec> teachers,
    BehaviourSettings behaviourWeights,
    boolean refit,
    StudentSettings student,
    DistillationSettings distillation,
    AblationSettings ablation,
    TuningSettings tuning,
    EvaluationSettings evaluation,
    @JsonProperty("package") PackageSettings packaging,
    PublishSettings publish,
    RolloutSettings rollout,
    KeySettings keys) {

  public RunSettings {
    if (!ModelId.isName(name)) {
      throw new InputException(
          "name must be 1 to 64 of a-z, 0-9, '-' and '.', but is '" + name + "'");
    }
    if (release < 1) {
      throw new InputException("release must be at least 1, but is " + release);
    }
    teachers = List.copyOf(teachers);
    if (teachers.isEmpty()) {
      throw new InputException("teachers needs at least one entry");
    }
    long names = teachers.stream().map(TeacherSpec::name).distinct().count();
    if (names < teachers.size()) {
      throw new InputException("two teachers have the same name; give one of them another");
    }
  }

  /** The same for another release. */
  public RunSettings withRelease(long other) {
    return new RunSettings(
        name,
        other,
        run,
        seed,
        data,
        features,
        teachers,
        behaviourWeights,
        refit,
        student,
        distillation,
        ablation,
        tuning,
        evaluation,
        packaging,
        publish,
        rollout,
        keys);
  }

  /** The same in another run directory. */
  public RunSettings withRun(String other) {
    return new RunSettings(
        name,
        release,
        other,
        seed,
        data,
        features,
        teachers,
        behaviourWeights,
        refit,
        student,
        distillation,
        ablation,
        tuning,
        evaluation,
        packaging,
        publish,
        rollout,
        keys);
  }
}
