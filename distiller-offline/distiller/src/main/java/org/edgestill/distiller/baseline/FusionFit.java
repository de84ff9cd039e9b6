package org.edgestill.distiller.baseline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.evaluate.Bootstrap;
import org.edgestill.distiller.evaluate.Evaluator;
import org.edgestill.distiller.evaluate.Measured;
import org.edgestill.distiller.evaluate.NonFiniteScoreException;
import org.edgestill.distiller.evaluate.Split;

/**
 * Learns the weights of a {@link Fusion} on validation targets.
 *
 * <p>Two ways are tried: the likeliest weights ({@link ListwiseFit}), and from there a climb along
 * one weight after the other by NDCG@10 itself, which is what counts but is jagged, so that with
 * few users it climbs noise. Which way to trust is decided by cross-validation over users: each way
 * learns without a fifth of them and is measured on that fifth. The same tells how much better than
 * its best part the fusion is on users that its weights have not seen.
 */
public final class FusionFit {

  private static final int FOLDS = 5;
  private static final int ROUNDS = 4;
  private static final double[] STEPS = {0, 0.5, 0.7, 0.85, 1.15, 1.4, 2};

  /** What a weight of 0 may become, as a share of the largest. */
  private static final double[] BEGINNINGS = {0.1, 0.3};

  /**
   * What was learned.
   *
   * @param fusion with weights of which the largest is 1
   * @param temperature divides its scores so that their softmax is calibrated on validation
   * @param method {@code listwise} or {@code ascent}
   * @param ndcg10 of the fusion on held-out validation users
   * @param partNdcg10 of each part on validation users
   * @param gain the fusion on held-out users minus the best part, user by user
   * @param bestPart the name of that part
   */
  public record Learned(
      Fusion fusion,
      double temperature,
      String method,
      double ndcg10,
      List<Double> partNdcg10,
      Measured gain,
      String bestPart) {
    public Learned {
      partNdcg10 = List.copyOf(partNdcg10);
    }
  }

  /** A way to learn weights. */
  private interface Way {
    double[] weights(List<FusionTask.User> users);
  }

  private final FusionTask task;
  private final long seed;

  private FusionFit(FusionTask task, long seed) {
    this.task = task;
    this.seed = seed;
  }

  /**
   * Learns.
   *
   * @param parts the models; their weights are ignored
   * @param seed of folds, bootstrap, and samples of users and items where there are too many
   * @throws NonFiniteScoreException if a model gives a score that is not finite
   * @throws IllegalArgumentException if no user has a validation target
   */
  public static Learned fit(String name, Dataset data, List<Fusion.Part> parts, long seed) {
    List<Integer> users = new Evaluator(data, seed).users(Split.VALIDATION);
    if (users.isEmpty()) {
      throw new IllegalArgumentException("no user has a validation target to learn weights from");
    }
    return new FusionFit(new FusionTask(data, parts, users, seed), seed).run(name, parts);
  }

  private Learned run(String name, List<Fusion.Part> parts) {
    List<FusionTask.User> all = task.users();
    double[] start = new double[parts.size()];
    Arrays.fill(start, 1.0 / parts.size());
    double[] likeliest = ListwiseFit.fit(all, start);
    Way listwise = users -> ListwiseFit.fit(users, likeliest);
    Way ascent = users -> climb(users, normalised(ListwiseFit.fit(users, likeliest)));
    List<List<Integer>> folds = folds(all.size());
    List<double[]> climbed = new ArrayList<>();
    double[] byLikelihood = heldOut(listwise, folds, new ArrayList<>());
    double[] byAscent = heldOut(ascent, folds, climbed);
    boolean climb = mean(byAscent) > mean(byLikelihood);
    double[] weights = normalised(climb ? average(climbed) : likeliest);
    List<Double> alone = new ArrayList<>();
    for (int p = 0; p < parts.size(); p++) {
      alone.add(task.ndcg(all, only(p)));
    }
    int best =
        IntStream.range(0, parts.size()).reduce(0, (a, b) -> alone.get(b) > alone.get(a) ? b : a);
    double[] heldOut = climb ? byAscent : byLikelihood;
    double[] gain = new double[all.size()];
    Arrays.setAll(gain, u -> heldOut[u] - FusionTask.ndcg(all.get(u), only(best)));
    return new Learned(
        new Fusion(name, weighted(parts, weights)),
        temperature(all, weights),
        climb ? "ascent" : "listwise",
        mean(heldOut),
        alone,
        new Bootstrap(gain.length, seed).mean(gain),
        parts.get(best).scorer().name());
  }

  private static List<Fusion.Part> weighted(List<Fusion.Part> parts, double[] weights) {
    List<Fusion.Part> weighted = new ArrayList<>();
    for (int p = 0; p < weights.length; p++) {
      weighted.add(new Fusion.Part(parts.get(p).scorer(), parts.get(p).shape(), weights[p]));
    }
    return weighted;
  }

  private double[] only(int part) {
    double[] weights = new double[task.parts()];
    weights[part] = 1;
    return weights;
  }

  /** NDCG@10 of every user under weights that were learned without the fold of that user. */
  private double[] heldOut(Way way, List<List<Integer>> folds, List<double[]> learned) {
    double[] values = new double[task.users().size()];
    for (List<Integer> fold : folds) {
      boolean[] out = new boolean[values.length];
      fold.forEach(user -> out[user] = true);
      List<FusionTask.User> rest = new ArrayList<>();
      for (int user = 0; user < values.length; user++) {
        if (!out[user] || folds.size() == 1) {
          rest.add(task.users().get(user));
        }
      }
      double[] weights = way.weights(rest);
      learned.add(normalised(weights));
      fold.forEach(user -> values[user] = FusionTask.ndcg(task.users().get(user), weights));
    }
    return values;
  }

  private List<List<Integer>> folds(int users) {
    int count = Math.min(FOLDS, users);
    List<List<Integer>> folds = new ArrayList<>();
    for (int fold = 0; fold < count; fold++) {
      folds.add(new ArrayList<>());
    }
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = IntStream.range(0, users).toArray();
    for (int i = 0; i < users; i++) {
      int other = random.nextInt(i, users);
      int user = order[other];
      order[other] = order[i];
      folds.get(i % count).add(user);
    }
    return folds;
  }

  /** Coordinate ascent; only a change that is better is made. */
  private double[] climb(List<FusionTask.User> users, double[] start) {
    double[] best = start.clone();
    double value = task.ndcg(users, best);
    boolean better = true;
    for (int round = 0; round < ROUNDS && better; round++) {
      better = false;
      for (int p = 0; p < best.length; p++) {
        for (double next : candidates(best, p)) {
          double[] other = best.clone();
          other[p] = next;
          double otherValue = task.ndcg(users, other);
          if (otherValue > value) {
            best = other;
            value = otherValue;
            better = true;
          }
        }
      }
    }
    return best;
  }

  private static double[] candidates(double[] weights, int part) {
    double most = Arrays.stream(weights).max().orElseThrow();
    double now = weights[part];
    return now > 0
        ? Arrays.stream(STEPS).map(step -> step * now).toArray()
        : Arrays.stream(BEGINNINGS).map(share -> share * most).toArray();
  }

  private static double[] average(List<double[]> all) {
    double[] mean = new double[all.get(0).length];
    all.forEach(weights -> Arrays.setAll(mean, p -> mean[p] + weights[p] / all.size()));
    return mean;
  }

  /** Only proportions matter: the largest weight becomes 1. */
  private static double[] normalised(double[] weights) {
    double most = Arrays.stream(weights).max().orElse(0);
    double[] normalised = new double[weights.length];
    // nothing is better than chance: believe everybody alike
    Arrays.setAll(normalised, p -> most > 0 ? weights[p] / most : 1);
    return normalised;
  }

  private static double temperature(List<FusionTask.User> users, double[] weights) {
    List<FusionTask.User> mixed = new ArrayList<>();
    for (FusionTask.User user : users) {
      float[][] sum = {FusionTask.sum(user, weights)};
      mixed.add(new FusionTask.User(sum, user.targets(), user.sampledFrom(), user.logShare()));
    }
    double scale = ListwiseFit.fit(mixed, new double[] {1})[0];
    return scale > 0 ? 1 / scale : 1;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }
}
