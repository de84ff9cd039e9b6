package org.edgestill.distiller.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.jspecify.annotations.Nullable;

/**
 * Ranks the whole catalogue for every user, unless told to rank a sample.
 *
 * <p>What is left out: {@link Protocol}. What happens to ties and bad scores: {@link TargetRanks}.
 */
public final class Evaluator {

  /** As far down as any metric looks. */
  public static final int DEPTH = Metric.ALL.stream().mapToInt(Metric::k).max().orElseThrow();

  /** How many contexts are scored in one go. */
  private static final int BATCH = 64;

  private final Dataset data;
  private final long seed;
  private final Protocol protocol;
  private @Nullable Bootstrap bootstrap;

  /**
   * An evaluator of the whole catalogue.
   *
   * @param seed of the bootstrap intervals
   */
  public Evaluator(Dataset data, long seed) {
    this(data, seed, Protocol.FULL);
  }

  /**
   * An evaluator.
   *
   * @param seed of the bootstrap intervals
   */
  public Evaluator(Dataset data, long seed, Protocol protocol) {
    this.data = data;
    this.seed = seed;
    this.protocol = protocol;
  }

  /**
   * Evaluates.
   *
   * @throws NonFiniteScoreException if any score is NaN or infinite
   */
  public Evaluation evaluate(Scorer scorer, Split split) {
    int[][] lists = new int[users(split).size()][];
    int[][] ranks = ranks(scorer, split, lists);
    Bootstrap resamples = bootstrap(ranks.length);
    Map<Metric, Measured> metrics = new LinkedHashMap<>();
    for (Metric metric : Metric.ALL) {
      metrics.put(metric, resamples.mean(Arrays.stream(ranks).mapToDouble(metric::of).toArray()));
    }
    Map<ListMetric, Double> listMetrics = new LinkedHashMap<>();
    for (ListMetric metric : ListMetric.ALL) {
      listMetrics.put(metric, metric.of(lists, data.items()));
    }
    return new Evaluation(
        scorer.name(),
        scorer.description(),
        scorer.bytes(),
        split,
        protocol,
        resamples,
        ranks,
        metrics,
        listMetrics);
  }

  /** The mean of one metric, without intervals: for choosing on validation data. */
  public double value(Scorer scorer, Split split, Metric metric) {
    return Arrays.stream(ranks(scorer, split, null)).mapToDouble(metric::of).average().orElse(0);
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

  /** Drawn once for all models. */
  private Bootstrap bootstrap(int users) {
    Bootstrap known = bootstrap;
    if (known == null || known.users() != users) {
      known = new Bootstrap(users, seed);
      bootstrap = known;
    }
    return known;
  }

  /**
   * The ranks of all targets.
   *
   * @param lists is given the best items of each user; {@code null} if nobody wants them
   */
  private int[][] ranks(Scorer scorer, Split split, int @Nullable [][] lists) {
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
        TargetRanks.requireFinite(rows[i], scorer.name());
        protocol.leaveOut(rows[i], context, targets);
        if (lists != null) {
          lists[from + i] = TopList.of(rows[i], DEPTH);
        }
        if (protocol.sampled()) {
          protocol.sample(rows[i], context, targets);
        }
        ranks[from + i] = TargetRanks.among(rows[i], targets);
      }
    }
    return ranks;
  }
}
