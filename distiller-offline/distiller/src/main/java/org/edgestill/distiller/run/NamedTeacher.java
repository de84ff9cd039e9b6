package org.edgestill.distiller.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.edgestill.distiller.baseline.BehaviourWeights;
import org.edgestill.distiller.baseline.Ease;
import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.train.CountedTeacher;
import org.edgestill.distiller.train.OnnxTeacher;
import org.edgestill.distiller.train.Progress;
import org.edgestill.distiller.train.Teacher;
import org.edgestill.distiller.train.TeacherTraining;
import org.jspecify.annotations.Nullable;

/**
 * A teacher and the settings that made it.
 *
 * @param spec as the configuration has it
 */
record NamedTeacher(TeacherSpec spec, Teacher teacher) {

  /**
   * Trains, reads or opens teachers.
   *
   * @param chosen what teachers chose on validation before, by name: they do not choose again
   * @param behaviours how much it counts that an item came, by what the user did with it
   */
  static List<NamedTeacher> open(
      Workspace workspace,
      List<TeacherSpec> specs,
      Map<String, TeacherSpec> chosen,
      BehaviourWeights behaviours,
      Progress progress)
      throws IOException {
    List<NamedTeacher> teachers = new ArrayList<>();
    try {
      for (TeacherSpec spec : specs) {
        TeacherSpec settled = chosen.getOrDefault(spec.name(), spec);
        teachers.add(new NamedTeacher(spec, open(workspace, settled, behaviours, progress)));
      }
      return teachers;
    } catch (IOException | RuntimeException e) {
      teachers.forEach(each -> each.teacher().close());
      throw e;
    }
  }

  private static Teacher open(
      Workspace workspace, TeacherSpec spec, BehaviourWeights behaviours, Progress progress)
      throws IOException {
    Dataset data = workspace.prepared().data();
    if (spec instanceof TeacherSpec.Neural neural) {
      return training(workspace, neural, behaviours).run(progress);
    }
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

  /** The training of a network, with its checkpoints. */
  static TeacherTraining training(
      Workspace workspace, TeacherSpec.Neural neural, BehaviourWeights behaviours)
      throws IOException {
    return new TeacherTraining(
        workspace.prepared().data(),
        neural.name(),
        neural.network(),
        behaviours,
        workspace.folder(TeachStep.NAME));
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
