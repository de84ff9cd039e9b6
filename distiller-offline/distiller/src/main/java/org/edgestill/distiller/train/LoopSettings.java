package org.edgestill.distiller.train;

/**
 * How a network is trained.
 *
 * @param epochs at most; also the length of the cosine of the learning rate
 * @param patience stop after so many epochs without a better validation NDCG@10
 * @param learningRate the highest, reached after the warm-up
 * @param warmupSteps over which the learning rate rises linearly
 * @param batchTokens about how many events are in a batch
 * @param overlap how many events windows reach back over one another, less than their length
 * @param negatives how many items stand for all in the softmax; 0 for really all. The cost of all
 *     grows with the catalogue: from some ten thousand items on a thousand negatives pay
 * @param dropout share of activations dropped, 0 to 1
 * @param weightDecay decoupled, per unit of learning rate
 * @param clipNorm the longest gradient followed as it is
 * @param maxRestarts how often training may go back to the last good state after a number that is
 *     not finite
 * @param seed of first values, windows and dropout
 */
public record LoopSettings(
    int epochs,
    int patience,
    double learningRate,
    int warmupSteps,
    int batchTokens,
    int overlap,
    int negatives,
    double dropout,
    double weightDecay,
    double clipNorm,
    int maxRestarts,
    long seed) {

  public LoopSettings {
    if (epochs < 1
        || patience < 1
        || batchTokens < 1
        || maxRestarts < 0
        || warmupSteps < 0
        || negatives < 0) {
      throw new IllegalArgumentException(
          "epochs, patience and batchTokens must be positive, maxRestarts, warmupSteps and"
              + " negatives not negative");
    }
    if (!(learningRate > 0) || !(clipNorm > 0) || !(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "learningRate and clipNorm must be positive and dropout in [0, 1), but they are "
              + learningRate
              + ", "
              + clipNorm
              + " and "
              + dropout);
    }
  }

  /** The same with another seed. */
  public LoopSettings withSeed(long other) {
    return with(learningRate, other);
  }

  /** The same with another highest learning rate. */
  public LoopSettings withLearningRate(double other) {
    return with(other, seed);
  }

  private LoopSettings with(double otherRate, long otherSeed) {
    return new LoopSettings(
        epochs,
        patience,
        otherRate,
        warmupSteps,
        batchTokens,
        overlap,
        negatives,
        dropout,
        weightDecay,
        clipNorm,
        maxRestarts,
        otherSeed);
  }

  /** The learning rate of a step: linear warm-up, then half a cosine down to a hundredth. */
  double learningRate(int step, int totalSteps) {
    if (step < warmupSteps) {
      return learningRate * (step + 1) / warmupSteps;
    }
    double done = (double) (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
    return learningRate * (0.01 + 0.99 * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, done))));
  }
}
