package org.edgestill.distiller.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.train.Knowledge;
import org.edgestill.distiller.train.KnowledgeExtraction;

/**
 * All that a student can have of its teacher.
 *
 * @param knowledge what the teacher says about every training event, and its item vectors
 * @param chain from which transition priors are made
 */
record Lessons(Knowledge knowledge, Markov chain) {

  private static final String FILE = "knowledge.bin";

  /** Asks the teacher of a workspace, or reads back what it said before. */
  static Lessons of(Workspace workspace, int topItems, RunListener listener) throws IOException {
    Path folder = workspace.folder(DistilStep.NAME);
    Files.createDirectories(folder);
    try (FusedTeacher teacher = TeachStep.teacher(workspace, listener)) {
      listener.said("asking the teacher about every training event");
      Knowledge knowledge =
          KnowledgeExtraction.run(
              workspace.prepared().data(),
              teacher.parts(),
              teacher.recipe().temperature(),
              topItems,
              folder.resolve(FILE));
      return new Lessons(knowledge, teacher.markov());
    }
  }
}
