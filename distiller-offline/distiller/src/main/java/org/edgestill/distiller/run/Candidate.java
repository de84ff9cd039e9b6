package org.edgestill.distiller.run;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.edgestill.distiller.train.DistillationSettings;
import org.edgestill.distiller.train.LoopSettings;
import org.edgestill.distiller.train.StudentSettings;

/** Settings that tuning may try. */
record Candidate(StudentSettings student, DistillationSettings distillation) {

  /** The settings of the run itself. */
  static Candidate of(RunSettings settings) {
    return new Candidate(settings.student(), settings.distillation());
  }

  /** Draws every choice evenly; empty if the choices drawn do not go together. */
  static Optional<Candidate> draw(RunSettings settings, SplittableRandom random) {
    TuningSettings space = settings.tuning();
    StudentSettings base = settings.student();
    LoopSettings training = base.training().withLearningRate(one(space.learningRates(), random));
    try {
      StudentSettings student =
          new StudentSettings(
              one(space.kinds(), random),
              one(space.widths(), random),
              base.heads(),
              one(space.inners(), random),
              one(space.successors(), random),
              one(space.precisions(), random),
              base.quantisationAware(),
              one(space.firstItems(), random),
              training);
      DistillationSettings distillation =
          new DistillationSettings(
              one(space.temperatures(), random),
              settings.distillation().teacherTemperature(),
              settings.distillation().topItems(),
              settings.distillation().curriculum(),
              one(space.losses(), random));
      return Optional.of(new Candidate(student, distillation));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static <T> T one(List<T> choices, SplittableRandom random) {
    return choices.get(random.nextInt(choices.size()));
  }
}
