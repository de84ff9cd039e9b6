package org.edgestill.distiller.train;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.data.InputException;
import org.edgestill.graph.StudentWeights;
import org.edgestill.graph.TransitionPrior;
import org.jspecify.annotations.Nullable;

/**
 * Trains students: one that learns from a teacher, and as control the same one alone, with the same
 * budget, stopping rule and transition prior. The prior is in place while they learn, and its
 * weight is learned along. Training goes on where a stopped one was.
 */
public final class StudentTraining {

  private final Dataset data;
  private final StudentSettings settings;
  private final Markov.Settings chain;
  private final @Nullable TransitionPrior prior;
  private final @Nullable PriorOffsets offsets;
  private final ItemLoss loss;
  private final Path directory;
  private final Progress progress;

  /**
   * A place to train students.
   *
   * @param chain from which the transition prior is made
   * @param directory where states are kept after each epoch
   */
  public StudentTraining(
      Dataset data, StudentSettings settings, Markov chain, Path directory, Progress progress) {
    this.data = data;
    this.settings = settings;
    this.chain = chain.settings();
    this.loss = ItemLoss.of(data.itemCount(), settings.training().negatives());
    this.directory = directory;
    this.progress = progress;
    if (settings.successors() == 0) {
      this.prior = null;
      this.offsets = null;
    } else {
      this.prior = TransitionPriors.of(chain, data.itemCount(), settings.successors());
      LoopSettings training = settings.training();
      Windows windows =
          new Windows(
              data, data.schema().sequenceLength(), training.overlap(), training.batchTokens());
      this.offsets = new PriorOffsets(data, this.chain, prior, windows);
    }
  }

  /**
   * A student that learns from a teacher.
   *
   * @throws InputException if the settings ask for what the teacher does not have
   * @throws TrainingFailedException if numbers were not finite too often
   */
  public TrainedStudent distil(
      Curriculum curriculum, DistillationSettings distillation, Epochs epochs) throws IOException {
    Knowledge knowledge = curriculum.last();
    List<LossWeights.Weighted> terms =
        distillation.losses().terms(data.itemCount(), settings.width(), knowledge.width());
    ItemVectors first =
        settings.firstItems() == StudentSettings.FirstItems.TEACHER
            ? knowledge.itemVectors().projected(settings.width())
            : null;
    return train(
        "student",
        new DistillationObjective(curriculum, distillation, terms, loss, offsets),
        terms.stream().map(LossWeights.Weighted::term).toList(),
        first,
        distillation + "|" + curriculum.fingerprint(),
        epochs);
  }

  /**
   * The control: the same student without a teacher.
   *
   * @throws TrainingFailedException if numbers were not finite too often
   */
  public TrainedStudent alone(Epochs epochs) throws IOException {
    return train("student-alone", new HardObjective(loss, offsets), List.of(), null, "", epochs);
  }

  private TrainedStudent train(
      String name,
      Objective objective,
      List<LossTerm> terms,
      @Nullable ItemVectors first,
      String fingerprint,
      Epochs epochs)
      throws IOException {
    Files.createDirectories(directory);
    SequenceNetwork network = network(terms, first);
    try (NDManager manager = Torch.newManager()) {
      TrainingState state =
          new TrainingLoop(
                  name,
                  network,
                  data,
                  settings.training(),
                  objective,
                  prior,
                  directory.resolve(name + ".state"),
                  settings + "|" + chain + "|" + fingerprint,
                  progress)
              .ending(epochs)
              .run(manager);
      try (Parameters best = network.initialise(manager, 0).with(state.bestParameters())) {
        return new TrainedStudent(
            weights(network.shape(), best),
            state.epoch(),
            state.bestEpoch(),
            state.best(),
            state.restarts());
      }
    }
  }

  private SequenceNetwork network(List<LossTerm> terms, @Nullable ItemVectors first) {
    NetworkShape shape =
        new NetworkShape(
            data.itemCount(),
            data.schema().sequenceLength(),
            data.schema().behaviourCodes(),
            data.schema().gapCodes(),
            settings.width(),
            1,
            settings.heads(),
            settings.inner());
    List<TrainedAlong> along = new ArrayList<>(terms);
    if (prior != null) {
      along.add(SequenceNetwork.priorWeight());
    }
    int blockSize = StudentParameters.graphShape(shape).blockSize();
    return new SequenceNetwork(
        shape, settings.kind(), along, first, TableQuantiser.of(settings, blockSize));
  }

  private StudentWeights weights(NetworkShape shape, Parameters best) {
    StudentWeights weights = StudentParameters.weights(shape, settings.kind(), best);
    return prior == null
        ? weights
        : weights.withPrior(
            TransitionPriors.weighted(prior, best.get(SequenceNetwork.PRIOR_WEIGHT)[0]));
  }
}
