package org.edgestill.distiller.baseline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.evaluate.Evaluator;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.evaluate.Scorer;
import org.edgestill.distiller.evaluate.Split;

/**
 * Item-based nearest neighbours (Sarwar et al., WWW 2001): with n_i the users of item i and n_ij
 * those of both, the similarity of i and j is n_ij / (sqrt(n_i n_j) + shrinkage), of which each
 * item keeps its nearest neighbours. A score is the sum of the similarities to the user's items.
 * Tuned well it is hard to beat (Ferrari Dacrema, Cremonesi and Jannach, RecSys 2019).
 */
public final class ItemKnn implements Scorer {

  /** All items of the context count. */
  public static final int ALL = Integer.MAX_VALUE;

  /**
   * What it is made of.
   *
   * @param neighbours how many of each item are kept, 1 or more
   * @param shrinkage what makes similarities of little known items smaller, 0 or more
   * @param newest how many of the newest items of a context count, or {@link #ALL}
   */
  public record Settings(int neighbours, double shrinkage, int newest) {
    public Settings {
      if (neighbours < 1 || !(shrinkage >= 0) || newest < 1) {
        throw new IllegalArgumentException(
            "item neighbours need neighbours and newest of at least 1 and a shrinkage of at least"
                + " 0, but got %d, %d and %s".formatted(neighbours, newest, shrinkage));
      }
    }
  }

  /** What reports choose from. */
  public static final List<Settings> CANDIDATES = candidates();

  private static List<Settings> candidates() {
    List<Settings> all = new ArrayList<>();
    for (int neighbours : new int[] {50, 200, 500}) {
      for (double shrinkage : new double[] {0, 10, 100}) {
        for (int newest : new int[] {ALL, 10}) {
          all.add(new Settings(neighbours, shrinkage, newest));
        }
      }
    }
    return List.copyOf(all);
  }

  private final Settings settings;
  private final Transitions similarities;

  private ItemKnn(Settings settings, Transitions similarities) {
    this.settings = settings;
    this.similarities = similarities;
  }

  /** Learns from the training events. */
  public static ItemKnn learn(Dataset data, Settings settings) {
    int[][] byUser = new int[data.users()][];
    Arrays.setAll(byUser, u -> Arrays.stream(data.train(u).items()).distinct().toArray());
    int[][] byItem = usersOfItems(byUser, data.itemCount());
    Transitions.Builder pairs = new Transitions.Builder(data.itemCount());
    int[] common = new int[data.itemCount() + 1];
    int[] met = new int[data.itemCount() + 1];
    float[] similarity = new float[data.itemCount() + 1];
    for (int item = 1; item < byItem.length; item++) {
      int size = 0;
      for (int user : byItem[item]) {
        for (int other : byUser[user]) {
          if (common[other]++ == 0) {
            met[size++] = other;
          }
        }
      }
      int kept = 0;
      for (int i = 0; i < size; i++) {
        int other = met[i];
        if (other != item) {
          double norm = Math.sqrt((double) byItem[item].length * byItem[other].length);
          similarity[other] = (float) (common[other] / (norm + settings.shrinkage()));
          met[kept++] = other;
        }
        common[other] = 0;
      }
      for (int near : nearest(met, kept, similarity, settings.neighbours())) {
        pairs.add(item, near, similarity[near]);
      }
    }
    return new ItemKnn(settings, pairs.build());
  }

  private static int[][] usersOfItems(int[][] byUser, int items) {
    int[] counts = new int[items + 1];
    for (int[] user : byUser) {
      for (int item : user) {
        counts[item]++;
      }
    }
    int[][] byItem = new int[items + 1][];
    Arrays.setAll(byItem, item -> new int[counts[item]]);
    for (int user = 0; user < byUser.length; user++) {
      for (int item : byUser[user]) {
        byItem[item][--counts[item]] = user;
      }
    }
    return byItem;
  }

  /** The most similar ones, the lower item number first among equals. */
  private static int[] nearest(int[] items, int size, float[] similarity, int count) {
    // sorted as whole numbers: similarities are positive, so their bits are in their order
    long[] keys = new long[size];
    for (int i = 0; i < size; i++) {
      long bits = Float.floatToIntBits(similarity[items[i]]);
      keys[i] = (bits << Integer.SIZE) | (Integer.MAX_VALUE - items[i]);
    }
    Arrays.sort(keys);
    int[] nearest = new int[Math.min(count, size)];
    for (int i = 0; i < nearest.length; i++) {
      nearest[i] = Integer.MAX_VALUE - (int) keys[size - 1 - i];
    }
    return nearest;
  }

  /**
   * Learns with each of the settings and keeps what is best on validation, by NDCG@10.
   *
   * @throws IllegalArgumentException if there are no settings
   */
  public static ItemKnn fit(Dataset data, List<Settings> candidates) {
    Evaluator evaluator = new Evaluator(data, 0);
    ItemKnn best = null;
    double bestValue = -1;
    for (Settings settings : candidates) {
      ItemKnn knn = learn(data, settings);
      double value = evaluator.value(knn, Split.VALIDATION, Metric.NDCG_10);
      if (value > bestValue) {
        best = knn;
        bestValue = value;
      }
    }
    if (best == null) {
      throw new IllegalArgumentException("no settings to choose from");
    }
    return best;
  }

  public Settings settings() {
    return settings;
  }

  @Override
  public String name() {
    return "item-knn";
  }

  @Override
  public String description() {
    return "%s (%d neighbours, shrinkage %s%s)"
        .formatted(
            name(),
            settings.neighbours(),
            settings.shrinkage(),
            settings.newest() == ALL ? "" : ", newest " + settings.newest());
  }

  /** Row starts, and a neighbour and a similarity for each pair, four bytes each. */
  @Override
  public long bytes() {
    return 4L * similarities.starts().length + 8L * similarities.size();
  }

  @Override
  public void score(Context context, float[] scores) {
    Arrays.fill(scores, 0);
    int[] items = context.items();
    int from = items.length - Math.min(settings.newest(), items.length);
    for (int item : Arrays.stream(items, from, items.length).distinct().toArray()) {
      similarities.addRow(item, 1, scores);
    }
  }
}
