package org.edgestill.distiller.evaluate;

import java.util.List;
import java.util.Locale;

/**
 * A ranking metric of one user, whose relevant items are the user's targets: one with
 * leave-one-out, any number with other splits. A report gives the mean over users. Relevance is
 * binary; the definitions are those of Manning, Raghavan and Schuetze ("Introduction to Information
 * Retrieval", 2008, chapter 8), cut off at k.
 *
 * @param kind what is measured
 * @param k how many of the best items count
 */
public record Metric(Kind kind, int k) {

  /** What is measured, for a user with n targets. */
  public enum Kind {
    /** 1 if any target is among the first k. */
    HR,
    /**
     * The sum of 1 / log2(rank + 1) over the targets among the first k, divided by what it would be
     * if the first min(k, n) were all targets (Jarvelin and Kekalainen, TOIS 2002).
     */
    NDCG,
    /** The share of the n targets that is among the first k. */
    RECALL,
    /** The share of the first k that is targets. */
    PRECISION,
    /** Reciprocal rank of the best target, 0 beyond k. */
    MRR,
    /** The sum of the precisions at each target among the first k, divided by min(k, n). */
    MAP
  }

  /** HR, NDCG, recall, precision, MRR and MAP at 5, 10 and 20. */
  public static final List<Metric> ALL =
      List.of(5, 10, 20).stream()
          .flatMap(k -> List.of(Kind.values()).stream().map(kind -> new Metric(kind, k)))
          .toList();

  public static final Metric HR_10 = new Metric(Kind.HR, 10);
  public static final Metric NDCG_10 = new Metric(Kind.NDCG, 10);

  private static final double LOG_2 = Math.log(2);

  /**
   * The value for one user.
   *
   * @param ranks of the user's targets, ascending, each from 1 and none twice; not empty
   */
  public double of(int... ranks) {
    int hits = 0;
    while (hits < ranks.length && ranks[hits] <= k) {
      hits++;
    }
    if (hits == 0) {
      return 0;
    }
    int possible = Math.min(k, ranks.length);
    return switch (kind) {
      case HR -> 1;
      case RECALL -> (double) hits / ranks.length;
      case PRECISION -> (double) hits / k;
      case MRR -> 1.0 / ranks[0];
      case NDCG -> {
        double gain = 0;
        double ideal = 0;
        for (int i = 0; i < hits; i++) {
          gain += discount(ranks[i]);
        }
        for (int rank = 1; rank <= possible; rank++) {
          ideal += discount(rank);
        }
        yield gain / ideal;
      }
      case MAP -> {
        double precisions = 0;
        for (int i = 0; i < hits; i++) {
          precisions += (i + 1.0) / ranks[i];
        }
        yield precisions / possible;
      }
    };
  }

  private static double discount(int rank) {
    return LOG_2 / Math.log(rank + 1.0);
  }

  /** How it is written: {@code ndcg@10}. */
  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + "@" + k;
  }
}
