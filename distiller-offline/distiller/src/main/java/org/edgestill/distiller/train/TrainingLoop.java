package org.edgestill.distiller.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.edgestill.distiller.baseline.BehaviourWeights;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.evaluate.Evaluator;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.evaluate.NonFiniteScoreException;
import org.edgestill.distiller.evaluate.Split;
import org.edgestill.graph.TransitionPrior;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a network: epochs over windows, validation NDCG@10 after each, the best kept, stopped when
 * nothing gets better. Its state is on disk after each epoch, so a stopped training goes on. A
 * loss, gradient or score that is not finite sends training back to the state before that epoch,
 * with half the learning rate, a bounded number of times.
 */
final class TrainingLoop {

  private static final Logger LOG = LoggerFactory.getLogger(TrainingLoop.class);

  private final String name;
  private final Network network;
  private final Windows windows;
  private final LoopSettings settings;
  private final Objective objective;
  private final @Nullable TransitionPrior prior;
  private final Path file;
  private final String fingerprint;
  private final Progress progress;
  private final Evaluator evaluator;
  private Trajectory trajectory = Trajectory.NONE;
  private Epochs epochs = Epochs.BEST;
  private BehaviourWeights behaviours = BehaviourWeights.EQUAL;

  /**
   * A training.
   *
   * @param name what progress and messages call it
   * @param prior with weight 1, added to the scores on validation; {@code null} for none
   * @param file where the state is kept
   * @param extraFingerprint names what the objective was made from
   */
  TrainingLoop(
      String name,
      Network network,
      Dataset data,
      LoopSettings settings,
      Objective objective,
      @Nullable TransitionPrior prior,
      Path file,
      String extraFingerprint,
      Progress progress) {
    this.name = name;
    this.network = network;
    this.settings = settings;
    this.windows =
        new Windows(data, network.shape().length(), settings.overlap(), settings.batchTokens());
    this.objective = objective;
    this.prior = prior;
    this.file = file;
    this.fingerprint =
        String.join(
            "|", data.hash(), network.shape().toString(), settings.toString(), extraFingerprint);
    this.progress = progress;
    this.evaluator = new Evaluator(data, settings.seed());
  }

  /** Weighs predictions by the behaviour that is predicted. */
  TrainingLoop weighing(BehaviourWeights weights) {
    this.behaviours = weights;
    return this;
  }

  /**
   * Ends otherwise than by validation. The learning rate falls as if it were not so, and what is
   * returned are the last parameters.
   */
  TrainingLoop ending(Epochs when) {
    this.epochs = when;
    return this;
  }

  /** Names data, network and settings. */
  String fingerprint() {
    return fingerprint
        + (behaviours.equals(BehaviourWeights.EQUAL) ? "" : "|behaviours " + behaviours)
        + (epochs.best() ? "" : "|epochs " + epochs.exactly());
  }

  /** Keeps states along the way, too. */
  TrainingLoop keeping(Trajectory states) {
    this.trajectory = states;
    return this;
  }

  /** A sudden end of an epoch: some number is not finite. */
  private static final class NotFinite extends Exception {
    private static final long serialVersionUID = 1L;

    private final String what;

    NotFinite(String what) {
      super(what);
      this.what = what;
    }
  }

  /**
   * Trains until done and returns the state with the best parameters.
   *
   * @throws TrainingFailedException if numbers were not finite too often
   */
  TrainingState run(NDManager manager) throws IOException {
    TrainingState state =
        TrainingState.read(file, fingerprint())
            .filter(known -> trajectory.isKept(known.epoch(), fingerprint()))
            .orElseGet(() -> firstState(manager));
    while (!done(state)) {
      try {
        state = epoch(manager, state);
      } catch (NotFinite e) {
        state = restarted(state, e.what);
      }
      state.write(file);
    }
    return state;
  }

  private boolean done(TrainingState state) {
    if (!epochs.best()) {
      return state.epoch() >= epochs.exactly();
    }
    return state.epoch() >= settings.epochs()
        || (state.bestEpoch() > 0 && state.epoch() - state.bestEpoch() >= settings.patience());
  }

  private TrainingState firstState(NDManager manager) {
    try (Parameters parameters = network.initialise(manager, settings.seed())) {
      float[] values = parameters.snapshot();
      int count = values.length;
      return new TrainingState(
          fingerprint(), 0, 0, 0, 0, 0, values, new float[count], new float[count], values);
    }
  }

  private TrainingState restarted(TrainingState state, String why) {
    int restarts = state.restarts() + 1;
    if (restarts > settings.maxRestarts()) {
      throw new TrainingFailedException(
          "Training the "
              + name
              + " failed in epoch "
              + (state.epoch() + 1)
              + " after "
              + settings.maxRestarts()
              + " restarts: "
              + why
              + ". Lower the learning rate.");
    }
    LOG.warn("{}: {}; back to epoch {}, restart {}", name, why, state.epoch(), restarts);
    return new TrainingState(
        fingerprint(),
        state.epoch(),
        state.bestEpoch(),
        state.best(),
        restarts,
        state.optimiserSteps(),
        state.parameters(),
        state.mean(),
        state.variance(),
        state.bestParameters());
  }

  /** One epoch on fresh arrays, so that nothing of a failed one can linger. */
  private TrainingState epoch(NDManager manager, TrainingState state)
      throws NotFinite, IOException {
    long start = System.nanoTime();
    int number = state.epoch() + 1;
    Engine.getInstance().setRandomSeed((int) (settings.seed() * 10_007 + number));
    try (NDManager scope = manager.newSubManager();
        Parameters fresh = network.initialise(scope, 0);
        Parameters parameters = fresh.with(state.parameters());
        Adam adam = new Adam(scope, state.mean(), state.variance(), state.optimiserSteps())) {
      double loss = steps(parameters, adam, number, state.restarts());
      double ndcg = epochs.best() ? validate(parameters) : Double.NaN;
      boolean better = !epochs.best() || ndcg > state.best() || state.bestEpoch() == 0;
      float[] values = parameters.snapshot();
      progress.epoch(
          new Progress.Epoch(
              name,
              number,
              epochs.best() ? settings.epochs() : epochs.exactly(),
              loss,
              ndcg,
              better,
              (System.nanoTime() - start) / 1e9));
      TrainingState after =
          new TrainingState(
              fingerprint(),
              number,
              better ? number : state.bestEpoch(),
              better ? ndcg : state.best(),
              state.restarts(),
              adam.steps(),
              values,
              adam.mean(),
              adam.variance(),
              better ? values : state.bestParameters());
      trajectory.keep(after, ndcg);
      return after;
    }
  }

  private double steps(Parameters parameters, Adam adam, int epoch, int restarts) throws NotFinite {
    List<List<Windows.Window>> batches = windows.epoch(settings.seed(), epoch);
    int total = batches.size() * settings.epochs();
    objective.epoch(epoch, settings.epochs());
    Random random = new Random(settings.seed() * 1_000_003L + epoch);
    double sum = 0;
    int done = 0;
    for (int i = 0; i < batches.size(); i++) {
      Windows.Targets targets = targets(batches.get(i), random);
      if (targets.count() == 0) {
        continue;
      }
      double rate =
          settings.learningRate((epoch - 1) * batches.size() + i, total) / (1 << restarts);
      double loss = step(parameters, adam, batches.get(i), targets, rate);
      if (!Double.isFinite(loss)) {
        throw new NotFinite("the loss or its gradient is not finite in step " + i);
      }
      sum += loss;
      done++;
    }
    return sum / Math.max(1, done);
  }

  private Windows.Targets targets(List<Windows.Window> batch, Random random) {
    return behaviours.equals(BehaviourWeights.EQUAL)
        ? windows.targets(batch)
        : windows.drawn(batch, behaviours, random);
  }

  /** One step; NaN if the loss or its gradient is not finite. */
  private double step(
      Parameters parameters,
      Adam adam,
      List<Windows.Window> batch,
      Windows.Targets targets,
      double learningRate) {
    try (NDManager step = parameters.flat().getManager().newSubManager()) {
      Map<String, NDArray> leaves = parameters.leaves(step, true);
      double loss;
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        TokenBatch tokens = TokenBatch.of(step, windows.stretches(batch));
        Map<String, NDArray> w = network.working(leaves);
        NDArray all = network.hidden(w, tokens, (float) settings.dropout());
        NDArray hidden = SequenceNetwork.lookup(step.create(targets.rows()), all);
        ItemLoss.Result result = objective.loss(hidden, w, batch, targets);
        loss = result.value();
        if (!Double.isFinite(loss)) {
          return Double.NaN;
        }
        collector.backward(result.surrogate());
      }
      float norm =
          adam.step(
              parameters,
              leaves,
              step,
              (float) learningRate,
              (float) settings.weightDecay(),
              (float) settings.clipNorm());
      return Float.isFinite(norm) ? loss : Double.NaN;
    }
  }

  private double validate(Parameters parameters) throws NotFinite {
    try {
      return evaluator.value(
          new NetworkScorer(name, network, parameters, prior), Split.VALIDATION, Metric.NDCG_10);
    } catch (NonFiniteScoreException e) {
      throw new NotFinite("a validation score is not finite");
    }
  }
}
