package org.edgestill.distiller.train;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.edgestill.distiller.baseline.BehaviourWeights;
import org.edgestill.distiller.data.Dataset;

/** Trains a teacher that is a network, or goes on where a stopped training was. */
public final class TeacherTraining {

  private final Dataset data;
  private final String name;
  private final TeacherSettings settings;
  private final BehaviourWeights behaviours;
  private final Path directory;
  private final Network network;
  private final Trajectory trajectory;
  private Epochs epochs = Epochs.BEST;

  /**
   * A training.
   *
   * @param name what reports call it; also of its files, so no other may have it
   * @param directory where states are kept; with a state of the same data and settings training
   *     goes on from it, and a finished one is not repeated
   */
  public TeacherTraining(Dataset data, String name, TeacherSettings settings, Path directory) {
    this(data, name, settings, BehaviourWeights.EQUAL, directory);
  }

  /**
   * A training in which some behaviours count more than others.
   *
   * @param behaviours how much a prediction weighs, by the behaviour that is predicted
   */
  public TeacherTraining(
      Dataset data,
      String name,
      TeacherSettings settings,
      BehaviourWeights behaviours,
      Path directory) {
    this.data = data;
    this.name = name;
    this.settings = settings;
    this.behaviours = behaviours;
    this.directory = directory;
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
    this.network =
        switch (settings.kind()) {
          case TRANSFORMER -> new SequenceNetwork(shape);
          case GRU -> new GruNetwork(shape);
        };
    this.trajectory = new Trajectory(directory, name, settings.checkpoints());
  }

  /** Ends otherwise than when validation NDCG@10 gets no better. */
  public TeacherTraining ending(Epochs when) {
    this.epochs = when;
    return this;
  }

  /**
   * Trains.
   *
   * @throws TrainingFailedException if numbers were not finite too often
   */
  public TrainedNetwork run(Progress progress) throws IOException {
    Files.createDirectories(directory);
    NDManager manager = Torch.newManager();
    try {
      return new TrainedNetwork(name, manager, network, loop(progress).run(manager));
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private TrainingLoop loop(Progress progress) {
    return new TrainingLoop(
            name,
            network,
            data,
            settings.training(),
            new HardObjective(ItemLoss.of(data.itemCount(), settings.training().negatives())),
            null,
            directory.resolve(name + ".state"),
            settings.kind() == TeacherSettings.Kind.TRANSFORMER ? "" : settings.kind().name(),
            progress)
        .ending(epochs)
        .keeping(trajectory)
        .weighing(behaviours);
  }

  /** The epochs up to the best one of which a {@link #checkpoint} is kept, ascending. */
  public List<Integer> checkpoints(TrainedNetwork trained) {
    List<Integer> epochs = new ArrayList<>();
    IntStream.of(trajectory.epochs(trained.epochs()))
        .filter(epoch -> epoch <= trained.bestEpoch())
        .forEach(epochs::add);
    return epochs;
  }

  /**
   * The teacher as it was after an epoch.
   *
   * @return empty if that is not kept
   */
  public Optional<TrainedNetwork> checkpoint(int epoch) throws IOException {
    Optional<TrainingState> state = trajectory.read(epoch, loop(Progress.NONE).fingerprint());
    return state.map(
        kept -> new TrainedNetwork(name + "-epoch-" + epoch, Torch.newManager(), network, kept));
  }
}
