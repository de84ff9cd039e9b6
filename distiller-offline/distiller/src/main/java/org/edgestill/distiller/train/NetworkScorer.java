package org.edgestill.distiller.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.core.Linear;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.evaluate.Scorer;
import org.edgestill.graph.TransitionPrior;
import org.jspecify.annotations.Nullable;

/** Scores contexts with a network: the newest L events, the hidden state of the last. */
final class NetworkScorer implements Scorer {

  private final String name;
  private final Network network;
  private final Parameters parameters;
  private final @Nullable TransitionPrior prior;

  /**
   * A scorer.
   *
   * @param prior with weight 1, added with the network's trained weight; {@code null} for none
   */
  NetworkScorer(
      String name, Network network, Parameters parameters, @Nullable TransitionPrior prior) {
    this.name = name;
    this.network = network;
    this.parameters = parameters;
    this.prior =
        prior == null
            ? null
            : TransitionPriors.weighted(prior, parameters.get(SequenceNetwork.PRIOR_WEIGHT)[0]);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long bytes() {
    return (long) parameters.count() * Float.BYTES;
  }

  @Override
  public void score(Context context, float[] scores) {
    score(List.of(context), new float[][] {scores});
  }

  @Override
  public void score(List<Context> contexts, float[][] scores) {
    try (NDManager manager = parameters.flat().getManager().newSubManager()) {
      Map<String, NDArray> w = network.working(parameters.leaves(manager, false));
      NDArray last = lastHidden(w, manager, contexts);
      NDArray all =
          Linear.linear(last, SequenceNetwork.at(w, "item"), SequenceNetwork.at(w, "itemBias"))
              .singletonOrThrow();
      float[] flat = all.toFloatArray();
      int width = network.shape().items() + 1;
      for (int i = 0; i < scores.length; i++) {
        System.arraycopy(flat, i * width, scores[i], 0, width);
        if (prior != null) {
          TransitionPriors.add(prior, contexts.get(i), scores[i]);
        }
      }
    }
  }

  private NDArray lastHidden(Map<String, NDArray> w, NDManager manager, List<Context> contexts) {
    List<TokenBatch.Stretch> stretches = new ArrayList<>(contexts.size());
    for (Context context : contexts) {
      Context newest = context.newest(network.shape().length());
      stretches.add(
          new TokenBatch.Stretch(
              newest.items(), newest.behaviours(), newest.gaps(), 0, newest.length()));
    }
    TokenBatch batch = TokenBatch.of(manager, stretches);
    NDArray hidden = network.hidden(w, batch, 0);
    return hidden.reshape(batch.rows(), batch.length(), network.shape().width()).get(":,-1");
  }
}
