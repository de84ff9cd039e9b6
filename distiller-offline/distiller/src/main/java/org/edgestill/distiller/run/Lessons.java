package org.edgestill.distiller.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.train.Knowledge;
import org.edgestill.distiller.train.KnowledgeExtraction;

/**
 * All that a student can have of its teacher.
 *
 * @param knowledge what the teacher says about every training event, and its item vectors
 * @param chain from which transition priors are made
 */
record Lessons(Knowledge knowledge, Markov chain) {

  private static final String FOLDER = DistilStep.NAME;
  private static final String FITTED = DistilStep.FITTED;
  private static final String FILE = "knowledge.bin";

  /** Asks the teacher as it was when everything was chosen, or reads back what it said. */
  static Lessons of(Workspace workspace, RunListener listener) throws IOException {
    try (FusedTeacher teacher = TeachStep.teacher(workspace, listener)) {
      return asked(teacher, workspace.prepared().data(), workspace, FOLDER, listener);
    }
  }

  /** Asks the teacher as it is in the end about all events that it was fitted to. */
  static Lessons fitted(Workspace workspace, RunListener listener) throws IOException {
    try (FusedTeacher teacher = TeachStep.fitted(workspace, listener)) {
      return asked(teacher, workspace.fitted(), workspace, FITTED, listener);
    }
  }

  private static Lessons asked(
      FusedTeacher teacher, Dataset data, Workspace workspace, String folder, RunListener listener)
      throws IOException {
    Path file = workspace.folder(folder).resolve(FILE);
    Files.createDirectories(file.resolveSibling(""));
    listener.said("asking the teacher about %,d events".formatted(data.trainEvents()));
    Knowledge knowledge =
        KnowledgeExtraction.run(
            data,
            teacher.parts(),
            teacher.recipe().temperature(),
            workspace.settings().distillation().topItems(),
            file);
    return new Lessons(knowledge, teacher.markov());
  }
}
