package org.edgestill.distiller.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.train.Curriculum;
import org.edgestill.distiller.train.Knowledge;
import org.edgestill.distiller.train.KnowledgeExtraction;

/**
 * All that a student can have of its teacher.
 *
 * @param stages what the teacher says about every training event, the last as it is in the end,
 *     those before along its training
 * @param chain from which transition priors are made
 */
record Lessons(List<Knowledge> stages, Markov chain) {

  private static final String FOLDER = DistilStep.NAME;
  private static final String FITTED = DistilStep.FITTED;
  private static final String FILE = "knowledge%s.bin";

  Lessons {
    stages = List.copyOf(stages);
  }

  /** What the teacher says in the end, and its item vectors. */
  Knowledge knowledge() {
    return stages.get(stages.size() - 1);
  }

  /**
   * The last stages.
   *
   * @param before how many come before what the teacher says in the end
   */
  Curriculum curriculum(int before) {
    return before == 0
        ? Curriculum.of(knowledge())
        : new Curriculum(stages.subList(stages.size() - 1 - before, stages.size()));
  }

  /**
   * Asks the teacher as it was when everything was chosen, or reads back what it said.
   *
   * @param before how many stages along its training are asked about, too
   */
  static Lessons of(Workspace workspace, int before, RunListener listener) throws IOException {
    try (FusedTeacher teacher = TeachStep.teacher(workspace, listener)) {
      return asked(teacher, before, workspace, FOLDER, listener);
    }
  }

  /** Asks the teacher as it is in the end about all events that it was fitted to. */
  static Lessons fitted(Workspace workspace, int before, RunListener listener) throws IOException {
    try (FusedTeacher teacher = TeachStep.fitted(workspace, listener)) {
      return asked(teacher, before, workspace, FITTED, listener);
    }
  }

  private static Lessons asked(
      FusedTeacher teacher, int before, Workspace workspace, String folder, RunListener listener)
      throws IOException {
    Files.createDirectories(workspace.folder(folder));
    List<Knowledge> stages = new ArrayList<>();
    for (int stage = 1; stage <= before; stage++) {
      listener.said("asking the teacher as it was in stage %d of %d".formatted(stage, before + 1));
      try (FusedTeacher.Stage earlier = teacher.earlier((double) stage / (before + 1))) {
        String file = FILE.formatted("-%d-of-%d".formatted(stage, before));
        stages.add(
            asked(teacher, earlier.parts(), workspace, workspace.folder(folder).resolve(file)));
      }
    }
    listener.said("asking the teacher about %,d events".formatted(teacher.data().trainEvents()));
    Path file = workspace.folder(folder).resolve(FILE.formatted(""));
    stages.add(asked(teacher, teacher.parts(), workspace, file));
    return new Lessons(stages, teacher.markov());
  }

  private static Knowledge asked(
      FusedTeacher teacher, List<KnowledgeExtraction.Part> parts, Workspace workspace, Path file)
      throws IOException {
    return KnowledgeExtraction.run(
        teacher.data(),
        parts,
        teacher.recipe().temperature(),
        workspace.settings().distillation().topItems(),
        file);
  }
}
