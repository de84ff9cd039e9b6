package org.edgestill.distiller.baseline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.evaluate.NonFiniteScoreException;
import org.edgestill.distiller.evaluate.Split;

/**
 * What there is to learn weights from: for each of some validation users the scaled scores of every
 * model for the targets and for the items that compete with them.
 *
 * <p>Small catalogues compete as a whole. Of large ones the best items of each model do, which are
 * all that the first ten of a mixture can come from, nearly, and a uniform sample that stands for
 * the rest in the softmax.
 */
final class FusionTask {

  /** How many users are enough for a handful of weights. */
  private static final int MAX_USERS = 10_000;

  /** How many scores are kept: 160 MB. */
  private static final long MAX_SCORES = 40_000_000;

  private static final int MIN_ITEMS = 200;
  private static final int BATCH = 64;

  /** The best of most models are above one deviation: fewer to sort. */
  private static final float OUTSTANDING = 1;

  /**
   * One user.
   *
   * @param scores [models][items]; targets come first
   * @param targets how many there are
   * @param sampledFrom items from here on are sampled, and each stands for several
   * @param logShare the logarithm of how many
   */
  @SuppressWarnings("ArrayRecordComponent") // identity is fine: users are never compared
  record User(float[][] scores, int targets, int sampledFrom, double logShare) {
    int items() {
      return scores[0].length;
    }
  }

  private final List<Fusion.Part> parts;
  private final Dataset data;
  private final List<User> users = new ArrayList<>();

  /**
   * Asks all models about validation users.
   *
   * @param seed which users, if there are too many, and which items
   * @throws NonFiniteScoreException if a model gives a score that is not finite
   */
  FusionTask(Dataset data, List<Fusion.Part> parts, List<Integer> all, long seed) {
    this.data = data;
    this.parts = parts;
    SplittableRandom random = new SplittableRandom(seed);
    List<Integer> chosen = chosen(all, random);
    int items =
        (int)
            Math.max(
                MIN_ITEMS,
                Math.min(
                    data.itemCount(),
                    MAX_SCORES / Math.max(1, (long) chosen.size() * parts.size())));
    for (int from = 0; from < chosen.size(); from += BATCH) {
      List<Context> contexts =
          chosen.subList(from, Math.min(from + BATCH, chosen.size())).stream()
              .map(user -> Split.VALIDATION.context(data, user))
              .toList();
      float[][][] scores = scores(contexts);
      for (int i = 0; i < contexts.size(); i++) {
        users.add(user(contexts.get(i), row(scores, i), items, random));
      }
    }
  }

  private static List<Integer> chosen(List<Integer> all, SplittableRandom random) {
    if (all.size() <= MAX_USERS) {
      return all;
    }
    List<Integer> shuffled = new ArrayList<>(all);
    for (int i = 0; i < MAX_USERS; i++) {
      int other = random.nextInt(i, shuffled.size());
      shuffled.set(other, shuffled.set(i, shuffled.get(other)));
    }
    return shuffled.subList(0, MAX_USERS);
  }

  private float[][][] scores(List<Context> contexts) {
    float[][][] scores = new float[parts.size()][contexts.size()][data.itemCount() + 1];
    for (int p = 0; p < scores.length; p++) {
      Fusion.Part part = parts.get(p);
      part.scorer().score(contexts, scores[p]);
      for (float[] row : scores[p]) {
        Fusion.scale(row, part.shape());
        for (float score : row) {
          if (!Float.isFinite(score)) {
            throw new NonFiniteScoreException(
                "'%s' gave the score %s; nothing can be fused with that"
                    .formatted(part.scorer().name(), score));
          }
        }
      }
    }
    return scores;
  }

  private static float[][] row(float[][][] scores, int user) {
    return Arrays.stream(scores).map(part -> part[user]).toArray(float[][]::new);
  }

  private User user(Context context, float[][] scores, int most, SplittableRandom random) {
    int[] targets = Split.VALIDATION.targets(data, context.user());
    BitSet open = new BitSet();
    open.set(1, data.itemCount() + 1);
    for (int item : context.items()) {
      open.clear(item);
    }
    for (int target : targets) {
      open.clear(target);
    }
    BitSet kept = new BitSet();
    int rest = open.cardinality();
    if (rest + targets.length <= most) {
      kept.or(open);
    } else {
      for (float[] part : scores) {
        best(part, open, most / (2 * parts.size())).forEach(kept::set);
      }
    }
    int fixed = targets.length + kept.cardinality();
    int missing = most - fixed;
    double logShare = 0;
    List<Integer> sampled = new ArrayList<>();
    if (rest + targets.length > most) {
      open.andNot(kept);
      int[] others = open.stream().toArray();
      for (int i = 0; i < missing; i++) {
        int other = random.nextInt(i, others.length);
        sampled.add(others[other]);
        others[other] = others[i];
      }
      logShare = Math.log(others.length / (double) missing);
    }
    int[] items =
        IntStream.concat(
                IntStream.concat(IntStream.of(targets), kept.stream()),
                sampled.stream().mapToInt(Integer::intValue))
            .toArray();
    float[][] own = new float[scores.length][items.length];
    for (int p = 0; p < scores.length; p++) {
      for (int i = 0; i < items.length; i++) {
        own[p][i] = scores[p][items[i]];
      }
    }
    return new User(own, targets.length, fixed, logShare);
  }

  /** Up to so many items of the highest scores, without those that tie with what is left out. */
  private static IntStream best(float[] scores, BitSet open, int count) {
    int[] items = open.stream().filter(item -> scores[item] > OUTSTANDING).toArray();
    if (items.length < count) {
      items = open.stream().toArray();
    }
    float[] sorted = new float[items.length];
    for (int i = 0; i < items.length; i++) {
      sorted[i] = scores[items[i]];
    }
    Arrays.sort(sorted);
    float bar = sorted[items.length - count];
    return IntStream.of(items).filter(item -> scores[item] > bar);
  }

  int parts() {
    return parts.size();
  }

  List<User> users() {
    return users;
  }

  /** Mean NDCG@10 of the weighted sum; ties count against it. */
  double ndcg(List<User> some, double[] weights) {
    return some.stream().mapToDouble(user -> ndcg(user, weights)).average().orElse(0);
  }

  /** NDCG@10 of one user. */
  static double ndcg(User user, double[] weights) {
    float[] sum = sum(user, weights);
    float[] best = Arrays.copyOf(sum, user.targets());
    Arrays.sort(best);
    int[] ranks = new int[best.length];
    for (int t = 0; t < ranks.length; t++) {
      float score = best[best.length - 1 - t];
      ranks[t] = t + 1;
      for (int i = user.targets(); i < sum.length; i++) {
        if (sum[i] >= score) {
          ranks[t]++;
        }
      }
    }
    return Metric.NDCG_10.of(ranks);
  }

  static float[] sum(User user, double[] weights) {
    float[] sum = new float[user.items()];
    for (int p = 0; p < weights.length; p++) {
      float weight = (float) weights[p];
      if (weight != 0) {
        float[] scores = user.scores()[p];
        for (int i = 0; i < sum.length; i++) {
          sum[i] += weight * scores[i];
        }
      }
    }
    return sum;
  }
}
