package org.edgestill.distiller.train;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.evaluate.Scorer;
import org.edgestill.graph.TransitionPrior;

/** Remembers what a network says about each user, while priors of several weights are tried. */
final class CachedScores {

  private final Scorer network;
  private final Map<Integer, float[]> byUser = new HashMap<>();

  /**
   * A memory for one split: a user has one context.
   *
   * @param network what is asked once a user
   */
  CachedScores(Scorer network) {
    this.network = network;
  }

  Scorer plus(TransitionPrior prior) {
    return new Scorer() {
      @Override
      public String name() {
        return network.name();
      }

      @Override
      public long bytes() {
        return network.bytes();
      }

      @Override
      public void score(Context context, float[] scores) {
        score(List.of(context), new float[][] {scores});
      }

      @Override
      public void score(List<Context> contexts, float[][] scores) {
        remember(contexts, scores);
        for (int i = 0; i < scores.length; i++) {
          float[] known = byUser.getOrDefault(contexts.get(i).user(), scores[i]);
          System.arraycopy(known, 0, scores[i], 0, known.length);
          TransitionPriors.add(prior, contexts.get(i), scores[i]);
        }
      }
    };
  }

  private void remember(List<Context> contexts, float[][] scores) {
    if (contexts.stream().allMatch(context -> byUser.containsKey(context.user()))) {
      return;
    }
    network.score(contexts, scores);
    for (int i = 0; i < scores.length; i++) {
      byUser.put(contexts.get(i).user(), scores[i].clone());
    }
  }
}
