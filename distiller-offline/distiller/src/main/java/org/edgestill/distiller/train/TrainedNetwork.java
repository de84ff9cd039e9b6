package org.edgestill.distiller.train;

import ai.djl.ndarray.NDManager;
import java.util.List;
import org.edgestill.distiller.baseline.Fusion;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.evaluate.Scorer;

/** A trained network. Holds native memory until it is closed; for one thread at a time. */
public final class TrainedNetwork implements Scorer, Teacher {

  private final NDManager manager;
  private final Network network;
  private final Parameters parameters;
  private final NetworkScorer scorer;
  private final TrainingState state;

  /** Takes the manager over. */
  TrainedNetwork(String name, NDManager manager, Network network, TrainingState state) {
    this.manager = manager;
    this.network = network;
    this.state = state;
    try (Parameters first = network.initialise(manager, 0)) {
      this.parameters = first.with(state.bestParameters());
    }
    this.scorer = new NetworkScorer(name, network, parameters, null);
  }

  Network network() {
    return network;
  }

  Parameters parameters() {
    return parameters;
  }

  @Override
  public Scorer scorer() {
    return this;
  }

  @Override
  public Fusion.Shape shape() {
    return Fusion.Shape.AS_IS;
  }

  @Override
  public String fingerprint() {
    return state.fingerprint() + "|epoch " + state.bestEpoch() + "|" + state.best();
  }

  /** The epoch whose parameters these are, from 1. */
  public int bestEpoch() {
    return state.bestEpoch();
  }

  /** How many epochs were trained. */
  public int epochs() {
    return state.epoch();
  }

  /** NDCG@10 on validation of the best epoch; NaN if that was trained on. */
  public double validationNdcg10() {
    return state.best();
  }

  /** How often training went back because a number was not finite. */
  public int restarts() {
    return state.restarts();
  }

  @Override
  public String name() {
    return scorer.name();
  }

  /** All parameters, four bytes each. */
  @Override
  public long bytes() {
    return scorer.bytes();
  }

  @Override
  public void score(Context context, float[] scores) {
    scorer.score(context, scores);
  }

  @Override
  public void score(List<Context> contexts, float[][] scores) {
    scorer.score(contexts, scores);
  }

  @Override
  public void close() {
    manager.close();
  }
}
