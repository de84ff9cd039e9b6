package org.edgestill.distiller.baseline;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Weights under which the targets are likeliest: a conditional logit, that is softmax cross-entropy
 * over the items of each user (listwise loss: Cao et al., "Learning to Rank", ICML 2007, with the
 * targets alike relevant). It is convex, so there is one answer and no start to choose. Weights are
 * not negative: a model is left out rather than believed the other way round.
 *
 * <p>Newton's method on the weights that are above 0 or want to be, with step halving.
 */
final class ListwiseFit {

  private static final int MAX_STEPS = 30;
  private static final double ENOUGH = 1e-7;

  /** Added to the curvature, so that two models which say the same can be told apart. */
  private static final double RIDGE = 1e-6;

  private final List<FusionTask.User> users;
  private final int parts;
  private final double[] gradient;
  private final double[][] curvature;

  private ListwiseFit(List<FusionTask.User> users, int parts) {
    this.users = users;
    this.parts = parts;
    this.gradient = new double[parts];
    this.curvature = new double[parts][parts];
  }

  /** Fits, from where it is to start. */
  static double[] fit(List<FusionTask.User> users, double[] start) {
    return new ListwiseFit(users, start.length).run(start);
  }

  private double[] run(double[] start) {
    double[] weights = start.clone();
    double loss = evaluate(weights);
    for (int step = 0; step < MAX_STEPS; step++) {
      double[] direction = direction(weights);
      double size = 1;
      double[] next = moved(weights, direction, size);
      double nextLoss = loss(next);
      while (nextLoss > loss && size > ENOUGH) {
        size /= 2;
        next = moved(weights, direction, size);
        nextLoss = loss(next);
      }
      if (loss - nextLoss < ENOUGH) {
        return nextLoss < loss ? next : weights;
      }
      weights = next;
      loss = evaluate(weights);
    }
    return weights;
  }

  private static double[] moved(double[] weights, double[] direction, double size) {
    double[] next = new double[weights.length];
    Arrays.setAll(next, p -> Math.max(0, weights[p] + size * direction[p]));
    return next;
  }

  private double loss(double[] weights) {
    double loss = 0;
    for (FusionTask.User user : users) {
      float[] scores = FusionTask.sum(user, weights);
      loss += probabilities(user, scores);
    }
    return loss / users.size();
  }

  /** The loss, with its gradient and curvature. */
  private double evaluate(double[] weights) {
    Arrays.fill(gradient, 0);
    for (double[] row : curvature) {
      Arrays.fill(row, 0);
    }
    double loss = 0;
    double[] mean = new double[parts];
    for (FusionTask.User user : users) {
      float[] p = FusionTask.sum(user, weights);
      loss += probabilities(user, p);
      for (int a = 0; a < parts; a++) {
        float[] scores = user.scores()[a];
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
          sum += p[i] * scores[i];
        }
        mean[a] = sum;
        gradient[a] += (sum - targets(user, scores)) / users.size();
      }
      for (int a = 0; a < parts; a++) {
        for (int b = 0; b <= a; b++) {
          addCurvature(user, p, a, b, mean[a] * mean[b]);
        }
      }
    }
    return loss / users.size();
  }

  private void addCurvature(FusionTask.User user, float[] p, int a, int b, double means) {
    float[] first = user.scores()[a];
    float[] second = user.scores()[b];
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      sum += p[i] * first[i] * second[i];
    }
    curvature[a][b] += (sum - means) / users.size();
    curvature[b][a] = curvature[a][b];
  }

  /** Scores become probabilities; returns the mean negative logarithm of the targets'. */
  private static double probabilities(FusionTask.User user, float[] scores) {
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < scores.length; i++) {
      if (i >= user.sampledFrom()) {
        scores[i] += (float) user.logShare();
      }
      most = Math.max(most, scores[i]);
    }
    double target = targets(user, scores) - most;
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) Math.exp(scores[i] - most);
      sum += scores[i];
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] /= (float) sum;
    }
    return Math.log(sum) - target;
  }

  /** The mean score of the targets. */
  private static double targets(FusionTask.User user, float[] scores) {
    double sum = 0;
    for (int t = 0; t < user.targets(); t++) {
      sum += scores[t];
    }
    return sum / user.targets();
  }

  /** The Newton step of the weights that may move; 0 for those held at 0. */
  private double[] direction(double[] weights) {
    int[] free = IntStream.range(0, parts).filter(p -> weights[p] > 0 || gradient[p] < 0).toArray();
    double[][] system = new double[free.length][free.length + 1];
    for (int a = 0; a < free.length; a++) {
      for (int b = 0; b < free.length; b++) {
        system[a][b] = curvature[free[a]][free[b]] + (a == b ? RIDGE : 0);
      }
      system[a][free.length] = -gradient[free[a]];
    }
    eliminate(system);
    double[] direction = new double[parts];
    for (int a = 0; a < free.length; a++) {
      direction[free[a]] = system[a][free.length] / system[a][a];
    }
    return direction;
  }

  /** Gauss and Jordan; the matrix is positive definite, so no pivot is looked for. */
  private static void eliminate(double[][] system) {
    for (int p = 0; p < system.length; p++) {
      for (int row = 0; row < system.length; row++) {
        double factor = system[row][p] / system[p][p];
        for (int c = p; row != p && c <= system.length; c++) {
          system[row][c] -= factor * system[p][c];
        }
      }
    }
  }
}
