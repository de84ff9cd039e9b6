package org.edgestill.distiller.train;

/**
 * How a network is trained.
 *
 * @param epochs at most; also how long the learning rate takes to fall
 * @param patience stop after so many epochs without a better validation NDCG@10
 * @param learningRate the highest, reached after the warm-up
 * @param schedule how the learning rate falls after the warm-up
 * @param warmupSteps over which the learning rate rises linearly
 * @param batchTokens about how many events are in a batch
 * @param overlap how many events windows reach back over one another, less than their length
 * @param negatives how many items stand for all in the softmax; 0 for really all; {@link #AUTO} for
 *     what suits the catalogue
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
    Schedule schedule,
    int warmupSteps,
    int batchTokens,
    int overlap,
    int negatives,
    double dropout,
    double weightDecay,
    double clipNorm,
    int maxRestarts,
    long seed) {

  /** All items up to {@value #FULL_SOFTMAX_ITEMS}, beyond that {@value #SAMPLED} of them. */
  public static final int AUTO = -1;

  /** Up to here a softmax over all items is worth its cost, which grows with the catalogue. */
  private static final int FULL_SOFTMAX_ITEMS = 20_000;

  private static final int SAMPLED = 1_024;

  /** What the learning rate does after the warm-up. */
  public enum Schedule {
    /** It stays. */
    CONSTANT {
      @Override
      double factor(double done) {
        return 1;
      }
    },
    /** It falls evenly. */
    LINEAR {
      @Override
      double factor(double done) {
        return 1 - done;
      }
    },
    /** It falls along half a cosine (Loshchilov and Hutter, SGDR, ICLR 2017; no restarts). */
    COSINE {
      @Override
      double factor(double done) {
        return 0.5 * (1 + Math.cos(Math.PI * done));
      }
    };

    /** What is left of it, 1 to 0, when a share of all steps is done. */
    abstract double factor(double done);
  }

  /** What is left of the learning rate in the end. */
  private static final double FLOOR = 0.01;

  public LoopSettings {
    if (epochs < 1
        || patience < 1
        || batchTokens < 1
        || maxRestarts < 0
        || warmupSteps < 0
        || negatives < AUTO) {
      throw new IllegalArgumentException(
          "epochs, patience and batchTokens must be positive, maxRestarts and warmupSteps not"
              + " negative, negatives not negative or -1");
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
        schedule,
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

  /** The learning rate of a step: linear warm-up, then as scheduled down to a hundredth. */
  double learningRate(int step, int totalSteps) {
    if (step < warmupSteps) {
      return learningRate * (step + 1) / warmupSteps;
    }
    double done = (double) (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
    return learningRate * (FLOOR + (1 - FLOOR) * schedule.factor(Math.min(1, done)));
  }

  /**
   * How many negatives are sampled.
   *
   * @return 0 for a softmax over all items
   */
  static int negatives(int wanted, int items) {
    int negatives = wanted != AUTO ? wanted : items > FULL_SOFTMAX_ITEMS ? SAMPLED : 0;
    return negatives >= items ? 0 : negatives;
  }
}
