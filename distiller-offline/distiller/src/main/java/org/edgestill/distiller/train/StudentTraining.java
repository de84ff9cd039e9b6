package org.edgestill.distiller.train;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.evaluate.Evaluator;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.evaluate.Split;
import org.edgestill.graph.StudentWeights;
import org.edgestill.graph.TransitionPrior;

/**
 * Trains students: one that learns from a teacher, and as control the same one alone, with the same
 * budget, stopping rule and prior. Training goes on where a stopped one was.
 */
public final class StudentTraining {

  /** Weights that the prior is tried with on validation. */
  private static final double[] PRIOR_WEIGHTS = {0, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2};

  private final Dataset data;
  private final StudentSettings settings;
  private final Path directory;
  private final Progress progress;

  /**
   * A place to train students.
   *
   * @param directory where states are kept after each epoch
   */
  public StudentTraining(
      Dataset data, StudentSettings settings, Path directory, Progress progress) {
    this.data = data;
    this.settings = settings;
    this.directory = directory;
    this.progress = progress;
  }

  /**
   * A student that learns from a teacher.
   *
   * @throws TrainingFailedException if numbers were not finite too often
   */
  public TrainedStudent distil(Knowledge knowledge, DistillationSettings distillation)
      throws IOException {
    return train(
        "student",
        new DistillationObjective(knowledge, distillation),
        knowledge.width(),
        distillation + "|" + knowledge.fingerprint());
  }

  /**
   * The control: the same student without a teacher.
   *
   * @throws TrainingFailedException if numbers were not finite too often
   */
  public TrainedStudent alone() throws IOException {
    return train("student-alone", new HardObjective(), 0, "");
  }

  private TrainedStudent train(String name, Objective objective, int hintWidth, String fingerprint)
      throws IOException {
    Files.createDirectories(directory);
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
    SequenceNetwork network = new SequenceNetwork(shape, hintWidth);
    try (NDManager manager = NDManager.newBaseManager()) {
      TrainingState state =
          new TrainingLoop(
                  name,
                  network,
                  data,
                  settings.training(),
                  objective,
                  directory.resolve(name + ".state"),
                  fingerprint,
                  progress)
              .run(manager);
      try (Parameters first = network.initialise(manager, 0);
          Parameters best = first.with(state.bestParameters())) {
        return finished(new NetworkScorer(name, network, best), state, shape, best);
      }
    }
  }

  private TrainedStudent finished(
      NetworkScorer scorer, TrainingState state, NetworkShape shape, Parameters best) {
    StudentWeights weights = StudentParameters.weights(shape, best);
    if (settings.prior().successors() == 0) {
      return new TrainedStudent(
          weights, state.epoch(), state.bestEpoch(), state.best(), state.best(), state.restarts());
    }
    TransitionPrior prior = TransitionPriors.of(data, settings.prior());
    CachedScores cached = new CachedScores(scorer);
    Evaluator evaluator = new Evaluator(data, settings.training().seed());
    double bestWeight = 0;
    double bestNdcg = -1;
    for (double weight : PRIOR_WEIGHTS) {
      TransitionPrior weighted = TransitionPriors.weighted(prior, weight);
      double ndcg = evaluator.value(cached.plus(weighted), Split.VALIDATION, Metric.NDCG_10);
      if (ndcg > bestNdcg) {
        bestWeight = weight;
        bestNdcg = ndcg;
      }
    }
    return new TrainedStudent(
        weights.withPrior(TransitionPriors.weighted(prior, bestWeight)),
        state.epoch(),
        state.bestEpoch(),
        state.best(),
        bestNdcg,
        state.restarts());
  }
}
