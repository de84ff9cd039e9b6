package org.edgestill.distiller.train;

import java.util.List;
import org.edgestill.distiller.baseline.BehaviourWeights;
import org.edgestill.distiller.baseline.Ease;
import org.edgestill.distiller.baseline.Fusion;
import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.baseline.Popularity;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.evaluate.Scorer;

/** A teacher that counts training events. Counting is quick, so nothing of it is kept. */
public final class CountedTeacher implements Teacher {

  private final Scorer scorer;
  private final Fusion.Shape shape;

  private CountedTeacher(Scorer scorer, Fusion.Shape shape) {
    this.scorer = scorer;
    this.shape = shape;
  }

  /** The Markov chain that is best on validation; roots, because counts are skewed. */
  public static CountedTeacher markov(Dataset data, List<Markov.Settings> candidates) {
    return new CountedTeacher(Markov.fit(data, candidates), Fusion.Shape.ROOT);
  }

  /**
   * EASE with the lambda that is best on validation.
   *
   * @param newest how many of the newest items of a context count
   * @param behaviours which events count at all
   */
  public static CountedTeacher ease(
      Dataset data, List<Double> lambdas, int newest, BehaviourWeights behaviours) {
    return new CountedTeacher(
        lambdas.size() == 1
            ? Ease.learn(data, lambdas.get(0), behaviours).newest(newest)
            : Ease.fit(data, lambdas, newest, behaviours),
        Fusion.Shape.AS_IS);
  }

  /** How often items occur. */
  public static CountedTeacher popularity(Dataset data) {
    return new CountedTeacher(new Popularity(data), Fusion.Shape.ROOT);
  }

  @Override
  public Scorer scorer() {
    return scorer;
  }

  @Override
  public Fusion.Shape shape() {
    return shape;
  }

  /** The settings name it: the data is the same for all teachers of a run. */
  @Override
  public String fingerprint() {
    return scorer.description();
  }

  @Override
  public void close() {}
}
