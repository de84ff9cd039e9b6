package org.edgestill.distiller.train;

/**
 * What joins the Transformer in the fused teacher: {@code z(log p) + markovWeight z(sqrt markov) +
 * easeWeight z(ease)}.
 *
 * @param markovWeight weight of the Markov chain
 * @param markovWindow how many of the newest items the chain looks at
 * @param markovDecay for each step further back
 * @param easeWeight weight of EASE
 * @param easeNewest how many of the newest items EASE looks at
 * @param ease adds the weights of an item
 */
public record FusionParts(
    double markovWeight,
    int markovWindow,
    double markovDecay,
    double easeWeight,
    int easeNewest,
    ItemWeights ease) {

  /** Rows of an item-to-item matrix. */
  @FunctionalInterface
  public interface ItemWeights {

    /** Adds {@code factor} times the row of an item to scores of length V + 1. */
    void addRow(int item, float factor, float[] scores);
  }

  /** Names the numbers, for telling knowledge of one teacher from that of another. */
  String fingerprint() {
    return markovWeight
        + ","
        + markovWindow
        + ","
        + markovDecay
        + ","
        + easeWeight
        + ","
        + easeNewest;
  }
}
