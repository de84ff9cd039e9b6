package org.edgestill.distiller.evaluate;

import java.util.List;
import java.util.Locale;

/**
 * A ranking metric of leave-one-out evaluation, in which every user has exactly one relevant item.
 *
 * @param kind what is measured
 * @param k how many of the best items count
 */
public record Metric(Kind kind, int k) {

  /** What is measured. */
  public enum Kind {
    /** 1 if the target is among the first k. */
    HR,
    /** Reciprocal logarithm of the target's rank; the ideal is 1 with one relevant item. */
    NDCG,
    /** The share of relevant items among the first k: equals HR with one relevant item. */
    RECALL,
    /** The share of the first k that is relevant: HR / k. */
    PRECISION,
    /** Reciprocal of the target's rank, 0 beyond k. */
    MRR
  }

  /** HR, NDCG, recall, precision and MRR at 5, 10 and 20. */
  public static final List<Metric> ALL =
      List.of(5, 10, 20).stream()
          .flatMap(k -> List.of(Kind.values()).stream().map(kind -> new Metric(kind, k)))
          .toList();

  public static final Metric HR_10 = new Metric(Kind.HR, 10);
  public static final Metric NDCG_10 = new Metric(Kind.NDCG, 10);

  /** The value for one user whose target has a rank, from 1. */
  public double of(int rank) {
    if (rank > k) {
      return 0;
    }
    return switch (kind) {
      case HR, RECALL -> 1;
      case NDCG -> Math.log(2) / Math.log(rank + 1.0);
      case PRECISION -> 1.0 / k;
      case MRR -> 1.0 / rank;
    };
  }

  /** How it is written: {@code ndcg@10}. */
  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + "@" + k;
  }
}
