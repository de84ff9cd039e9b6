package org.edgestill.distiller.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.edgestill.distiller.baseline.BehaviourWeights;
import org.edgestill.distiller.baseline.Ease;
import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.data.InputException;
import org.edgestill.distiller.train.CountedTeacher;
import org.edgestill.distiller.train.Epochs;
import org.edgestill.distiller.train.OnnxTeacher;
import org.edgestill.distiller.train.Progress;
import org.edgestill.distiller.train.Teacher;
import org.edgestill.distiller.train.TeacherTraining;
import org.edgestill.distiller.train.TrainedNetwork;
import org.jspecify.annotations.Nullable;

/**
 * A teacher and the settings that made it.
 *
 * @param spec as the configuration has it
 * @param training of a network
 */
record NamedTeacher(TeacherSpec spec, Teacher teacher, @Nullable TeacherTraining training) {

  /**
   * A network as it was earlier: its checkpoint nearest to a share of its epochs.
   *
   * @param share above 0, below 1
   * @return empty if it is no network
   * @throws InputException if it has kept nothing of its training
   */
  Optional<TrainedNetwork> earlier(double share) throws IOException {
    if (training == null || !(teacher instanceof TrainedNetwork network)) {
      return Optional.empty();
    }
    double wanted = share * network.bestEpoch();
    Optional<Integer> epoch =
        training.checkpoints(network).stream()
            .min(Comparator.comparingDouble(kept -> Math.abs(kept - wanted)));
    Optional<TrainedNetwork> kept =
        epoch.isPresent() ? training.checkpoint(epoch.get()) : Optional.empty();
    if (kept.isEmpty()) {
      throw new InputException(
          "a curriculum needs earlier states of the teacher '%s': set its checkpoints to 4 or more,"
                  .formatted(spec.name())
              + " or distillation.curriculum to 0");
    }
    return kept;
  }

  /** Makes a teacher of its settings. */
  @FunctionalInterface
  interface Maker {
    NamedTeacher make(TeacherSpec spec) throws IOException;
  }

  /** Makes all, or none that stays open. */
  static List<NamedTeacher> openAll(List<TeacherSpec> specs, Maker maker) throws IOException {
    List<NamedTeacher> teachers = new ArrayList<>();
    try {
      for (TeacherSpec spec : specs) {
        teachers.add(maker.make(spec));
      }
      return teachers;
    } catch (IOException | RuntimeException e) {
      teachers.forEach(each -> each.teacher().close());
      throw e;
    }
  }

  /**
   * How teachers are trained, counted, opened or read back.
   *
   * @param data what they learn from
   * @param behaviours how much it counts that an item came, by what the user did with it
   * @param folder of the run directory, where networks keep their states
   */
  record Opening(
      Workspace workspace,
      Dataset data,
      BehaviourWeights behaviours,
      String folder,
      Progress progress) {

    /** A teacher that chooses by validation what there is to choose. */
    NamedTeacher open(TeacherSpec spec) throws IOException {
      return open(spec, spec);
    }

    /** The same when its settings have been narrowed down. */
    NamedTeacher open(TeacherSpec settled, TeacherSpec spec) throws IOException {
      return open(settled, spec, Epochs.BEST);
    }

    /**
     * A teacher.
     *
     * @param settled the settings that it is made of
     * @param spec as the configuration has it
     * @param epochs of a network
     */
    NamedTeacher open(TeacherSpec settled, TeacherSpec spec, Epochs epochs) throws IOException {
      if (settled instanceof TeacherSpec.Neural neural) {
        TeacherTraining training = training(neural).ending(epochs);
        return new NamedTeacher(spec, training.run(progress), training);
      }
      return new NamedTeacher(spec, teacher(settled), null);
    }

    private Teacher teacher(TeacherSpec spec) throws IOException {
      if (spec instanceof TeacherSpec.Markov markov) {
        return CountedTeacher.markov(
            data, markov.candidates().stream().map(each -> each.with(behaviours)).toList());
      }
      if (spec instanceof TeacherSpec.Ease ease) {
        return CountedTeacher.ease(data, ease.lambdas(), ease.newest(), behaviours);
      }
      if (spec instanceof TeacherSpec.Onnx onnx) {
        @Nullable Path items = onnx.items() == null ? null : workspace.resolve(onnx.items());
        return OnnxTeacher.open(onnx.name(), workspace.resolve(onnx.file()), items, data);
      }
      return CountedTeacher.popularity(data);
    }

    private TeacherTraining training(TeacherSpec.Neural neural) {
      return new TeacherTraining(
          data, neural.name(), neural.network(), behaviours, workspace.folder(folder));
    }
  }

  /** The settings with only what was best on validation left to choose from. */
  TeacherSpec chosen() {
    if (teacher.scorer() instanceof Markov markov) {
      return new TeacherSpec.Markov(
          spec.name(), List.of(markov.settings().window()), List.of(markov.settings().decay()));
    }
    if (teacher.scorer() instanceof Ease ease) {
      return new TeacherSpec.Ease(spec.name(), List.of(ease.lambda()), ease.newest());
    }
    return spec;
  }
}
