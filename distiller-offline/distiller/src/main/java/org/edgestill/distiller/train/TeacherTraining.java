package org.edgestill.distiller.train;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.edgestill.distiller.data.Dataset;

/** Trains the Transformer teacher, or goes on where a stopped training was. */
public final class TeacherTraining {

  private static final String FILE = "transformer.state";

  private TeacherTraining() {}

  /**
   * Trains until the validation NDCG@10 gets no better.
   *
   * @param directory where the state is kept after each epoch; with a state of the same data and
   *     settings training goes on from it, and a finished one is not repeated
   * @throws TrainingFailedException if numbers were not finite too often
   */
  public static TrainedTransformer run(
      Dataset data, TeacherSettings settings, Path directory, Progress progress)
      throws IOException {
    Files.createDirectories(directory);
    NetworkShape shape =
        new NetworkShape(
            data.itemCount(),
            data.schema().sequenceLength(),
            data.schema().behaviourCodes(),
            data.schema().gapCodes(),
            settings.width(),
            settings.layers(),
            settings.heads(),
            settings.inner());
    SequenceNetwork network = new SequenceNetwork(shape);
    NDManager manager = Torch.newManager();
    try {
      TrainingState state =
          new TrainingLoop(
                  "transformer",
                  network,
                  data,
                  settings.training(),
                  new HardObjective(ItemLoss.of(data.itemCount(), settings.training().negatives())),
                  null,
                  directory.resolve(FILE),
                  "",
                  progress)
              .run(manager);
      return new TrainedTransformer(manager, network, state);
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }
}
