package org.edgestill.graph;

import java.util.Locale;

/** The kinds of students, by how they read a history. */
public enum StudentKind {
  /** One Transformer block of which only the newest position asks: {@link Encoder.Attention}. */
  TRANSFORMER,
  /** One layer of gated recurrent units: {@link Encoder.Recurrence}. */
  GRU,
  /** A mean, weighted by how long ago, what behaviour, what gap: {@link Encoder.WeightedMean}. */
  MEAN,
  /** A mean that does not know the order, for data that has none. */
  BAG;

  /** How it is written in settings and reports. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it makes a difference in what order events came. */
  public boolean ordered() {
    return this != BAG;
  }
}
