package org.edgestill.distiller.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.train.ItemVectors;
import org.edgestill.distiller.train.Knowledge;
import org.edgestill.distiller.train.KnowledgeExtraction;
import org.edgestill.distiller.train.TrainedTransformer;

/**
 * All that a student can have of its teacher.
 *
 * @param knowledge what the teacher says about every training event
 * @param chain from which transition priors are made
 * @param items the teacher's item vectors
 */
record Lessons(Knowledge knowledge, Markov chain, ItemVectors items) {

  private static final String FILE = "knowledge.bin";

  /** Asks the teacher of a workspace, or reads back what it said before. */
  static Lessons of(Workspace workspace, int topItems, RunListener listener) throws IOException {
    Path folder = workspace.folder(DistilStep.NAME);
    Files.createDirectories(folder);
    try (TrainedTransformer transformer = TeachStep.transformer(workspace, listener)) {
      FusedTeacher teacher = TeachStep.teacher(workspace, transformer);
      listener.said("asking the teacher about every training event");
      Knowledge knowledge =
          KnowledgeExtraction.run(
              workspace.prepared().data(),
              teacher.fusion(),
              transformer,
              topItems,
              folder.resolve(FILE));
      return new Lessons(knowledge, teacher.markov(), transformer.itemVectors());
    }
  }
}
