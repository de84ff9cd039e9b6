package org.edgestill.inference.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Orders candidates by maximal marginal relevance (Carbonell and Goldstein, "The use of MMR,
 * diversity-based reranking", SIGIR 1998): the next item is the one with the highest {@code lambda
 * * relevance - (1 - lambda) * similarity}, where similarity is that to the most similar item
 * chosen before. Here similarity is the Jaccard index of the items' categories; items without
 * categories are like nothing.
 */
final class Diversity {

  /** Of so many times k candidates k are chosen. */
  private static final int POOL_FACTOR = 4;

  private static final int LEAST_POOL = 64;

  private Diversity() {}

  /** How many candidates are worth looking at for k items. */
  static int pool(int k, int most) {
    return Math.max(k, Math.min(most, Math.max(LEAST_POOL, POOL_FACTOR * k)));
  }

  /**
   * Relevance from scores of any scale: the highest is 1, the lowest 0.
   *
   * @param best best first
   */
  static double[] byScore(List<Candidate> best) {
    double[] relevance = new double[best.size()];
    for (int i = 0; i < relevance.length; i++) {
      double high = best.get(0).score();
      double range = high - best.get(best.size() - 1).score();
      relevance[i] = range > 0 ? 1 - (high - best.get(i).score()) / range : 1;
    }
    return relevance;
  }

  /** Relevance from the order alone: the first is 1, and the last almost 0. */
  static double[] byRank(int count) {
    double[] relevance = new double[count];
    for (int i = 0; i < count; i++) {
      relevance[i] = 1 - (double) i / count;
    }
    return relevance;
  }

  /**
   * Chooses.
   *
   * @param best the candidates, best first
   * @param relevance of each, 0 to 1
   * @param k how many to choose
   * @param lambda what relevance counts, 0 to 1; the rest is what variety counts
   * @param categories of an item
   * @return in the order in which they were chosen; of equally good ones the more relevant first
   */
  static List<Candidate> choose(
      List<Candidate> best,
      double[] relevance,
      int k,
      double lambda,
      IntFunction<List<String>> categories) {
    List<Set<String>> sets = new ArrayList<>(best.size());
    best.forEach(candidate -> sets.add(new HashSet<>(categories.apply(candidate.item()))));
    double[] similarity = new double[best.size()];
    boolean[] taken = new boolean[best.size()];
    List<Candidate> chosen = new ArrayList<>(k);
    while (chosen.size() < Math.min(k, best.size())) {
      int next = -1;
      double highest = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < taken.length; i++) {
        double value = lambda * relevance[i] - (1 - lambda) * similarity[i];
        if (!taken[i] && value > highest) {
          highest = value;
          next = i;
        }
      }
      taken[next] = true;
      chosen.add(best.get(next));
      for (int i = 0; i < taken.length; i++) {
        if (!taken[i]) {
          similarity[i] = Math.max(similarity[i], jaccard(sets.get(i), sets.get(next)));
        }
      }
    }
    return chosen;
  }

  private static double jaccard(Set<String> a, Set<String> b) {
    long common = a.stream().filter(b::contains).count();
    long all = a.size() + b.size() - common;
    return all == 0 ? 0 : (double) common / all;
  }
}
