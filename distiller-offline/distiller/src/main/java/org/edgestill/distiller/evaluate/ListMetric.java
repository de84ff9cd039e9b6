package org.edgestill.distiller.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.edgestill.distiller.data.Items;

/**
 * What the lists of all users are like together, whatever their targets: taken from the best k of
 * the whole catalogue, also when only a sample is ranked.
 *
 * @param kind what is measured
 * @param k how long the lists are
 */
public record ListMetric(Kind kind, int k) {

  /** What is measured. */
  public enum Kind {
    /**
     * The share of the catalogue that is on anybody's list (Ge, Delgado-Battenfeld and Jannach,
     * RecSys 2010).
     */
    COVERAGE,
    /**
     * How unequally the places on the lists are shared out among the V items: with the items in
     * ascending order and p_j the share of places of the j-th, the sum of (2j - V - 1) p_j / (V -
     * 1). 0 if all items come equally often, 1 if one has all places (Castells, Hurley and Vargas,
     * Recommender Systems Handbook, 2015).
     */
    GINI,
    /**
     * The mean of -log2 of the share of training events that a listed item has, in bits: how little
     * known it is (mean self-information; Zhou et al., PNAS 2010). One event is added to each item,
     * because an item may have none.
     */
    NOVELTY
  }

  /** Coverage, Gini and novelty at 5, 10 and 20. */
  public static final List<ListMetric> ALL =
      List.of(5, 10, 20).stream()
          .flatMap(k -> List.of(Kind.values()).stream().map(kind -> new ListMetric(kind, k)))
          .toList();

  /**
   * The value.
   *
   * @param lists item numbers of each user, best first
   */
  double of(int[][] lists, Items items) {
    long[] shown = new long[items.size() + 1];
    long places = 0;
    for (int[] list : lists) {
      for (int i = 0; i < Math.min(k, list.length); i++) {
        shown[list[i]]++;
        places++;
      }
    }
    if (places == 0) {
      return 0;
    }
    return switch (kind) {
      case COVERAGE -> (double) Arrays.stream(shown).filter(n -> n > 0).count() / items.size();
      case GINI -> gini(Arrays.copyOfRange(shown, 1, shown.length), places);
      case NOVELTY -> novelty(shown, places, items.popularity());
    };
  }

  private static double gini(long[] shown, long places) {
    int v = shown.length;
    if (v < 2) {
      return 0;
    }
    Arrays.sort(shown);
    double sum = 0;
    for (int j = 1; j <= v; j++) {
      sum += (2.0 * j - v - 1) * shown[j - 1];
    }
    return sum / places / (v - 1);
  }

  private static double novelty(long[] shown, long places, int[] popularity) {
    double events = Arrays.stream(popularity).asLongStream().sum() + popularity.length - 1.0;
    double bits = 0;
    for (int item = 1; item < shown.length; item++) {
      bits -= shown[item] * Math.log((popularity[item] + 1) / events);
    }
    return bits / Math.log(2) / places;
  }

  /** How it is written: {@code coverage@10}. */
  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + "@" + k;
  }
}
