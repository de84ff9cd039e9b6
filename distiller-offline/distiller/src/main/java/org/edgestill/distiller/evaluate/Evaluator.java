package org.edgestill.distiller.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;

/**
 * Ranks the whole catalogue for every user; no sampled negatives (Krichene and Rendle, KDD 2020).
 *
 * <p>How targets are ranked, and what happens to ties and bad scores: {@link TargetRanks}.
 */
public final class Evaluator {

  /** How many contexts are scored in one go. */
  private static final int BATCH = 64;

  private final Dataset data;
  private final long seed;

  /**
   * An evaluator.
   *
   * @param seed of the bootstrap intervals
   */
  public Evaluator(Dataset data, long seed) {
    this.data = data;
    this.seed = seed;
  }

  /** Evaluates quietly. */
  public Evaluation evaluate(Scorer scorer, Split split) {
    return evaluate(scorer, split, users -> {});
  }

  /**
   * Evaluates.
   *
   * @param progress hears how many users are done
   * @throws NonFiniteScoreException if any score is NaN or infinite
   */
  public Evaluation evaluate(Scorer scorer, Split split, IntConsumer progress) {
    int[][] ranks = ranks(scorer, split, progress);
    Map<Metric, Measured> metrics = new LinkedHashMap<>();
    for (Metric metric : Metric.ALL) {
      double[] values = Arrays.stream(ranks).mapToDouble(metric::of).toArray();
      metrics.put(metric, Bootstrap.mean(values, seed));
    }
    return new Evaluation(scorer.name(), scorer.bytes(), split, seed, ranks, metrics);
  }

  /** The mean of one metric, without intervals: for choosing on validation data. */
  public double value(Scorer scorer, Split split, Metric metric) {
    return Arrays.stream(ranks(scorer, split, users -> {}))
        .mapToDouble(metric::of)
        .average()
        .orElse(0);
  }

  /** The users that have targets, in ascending order. */
  public List<Integer> users(Split split) {
    List<Integer> users = new ArrayList<>();
    for (int user = 0; user < data.users(); user++) {
      if (split.targets(data, user).length > 0) {
        users.add(user);
      }
    }
    return users;
  }

  private int[][] ranks(Scorer scorer, Split split, IntConsumer progress) {
    List<Integer> users = users(split);
    int[][] ranks = new int[users.size()][];
    float[][] scores = new float[BATCH][data.itemCount() + 1];
    for (int from = 0; from < ranks.length; from += BATCH) {
      int to = Math.min(from + BATCH, ranks.length);
      List<Context> contexts =
          users.subList(from, to).stream().map(u -> split.context(data, u)).toList();
      float[][] rows = Arrays.copyOf(scores, contexts.size());
      for (float[] row : rows) {
        // what a scorer forgets to write must not be what it wrote for another user
        Arrays.fill(row, Float.NaN);
      }
      scorer.score(contexts, rows);
      for (int i = 0; i < rows.length; i++) {
        Context context = contexts.get(i);
        int[] targets = split.targets(data, context.user());
        ranks[from + i] = TargetRanks.of(rows[i], context, targets, scorer.name());
      }
      progress.accept(to);
    }
    return ranks;
  }
}
