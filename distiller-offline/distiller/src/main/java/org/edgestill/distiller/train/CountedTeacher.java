package org.edgestill.distiller.train;

import java.util.List;
import java.util.function.Supplier;
import org.edgestill.distiller.baseline.BehaviourWeights;
import org.edgestill.distiller.baseline.Ease;
import org.edgestill.distiller.baseline.Events;
import org.edgestill.distiller.baseline.Fusion;
import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.baseline.Popularity;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.evaluate.Scorer;
import org.jspecify.annotations.Nullable;

/**
 * A teacher that counts events. Counting is quick, so nothing of it is kept; and new events make it
 * better at once, so that to serve it is learned again from training and validation events, with
 * the settings that were chosen before.
 */
public final class CountedTeacher implements Teacher {

  private final Scorer scorer;
  private final Fusion.Shape shape;
  private final Supplier<Scorer> relearn;
  private @Nullable Scorer served;

  private CountedTeacher(Scorer scorer, Fusion.Shape shape, Supplier<Scorer> relearn) {
    this.scorer = scorer;
    this.shape = shape;
    this.relearn = relearn;
  }

  /** The Markov chain that is best on validation; roots, because counts are skewed. */
  public static CountedTeacher markov(Dataset data, List<Markov.Settings> candidates) {
    Markov chain = Markov.fit(data, candidates);
    return new CountedTeacher(
        chain, Fusion.Shape.ROOT, () -> chain.relearned(data, Events.TRAINING_AND_VALIDATION));
  }

  /**
   * EASE with the lambda that is best on validation.
   *
   * @param newest how many of the newest items of a context count
   * @param behaviours which events count at all
   */
  public static CountedTeacher ease(
      Dataset data, List<Double> lambdas, int newest, BehaviourWeights behaviours) {
    Ease ease =
        lambdas.size() == 1
            ? Ease.learn(data, lambdas.get(0), Events.TRAINING, behaviours).newest(newest)
            : Ease.fit(data, lambdas, newest, behaviours);
    return new CountedTeacher(
        ease,
        Fusion.Shape.AS_IS,
        () -> ease.relearned(data, Events.TRAINING_AND_VALIDATION, behaviours));
  }

  /** How often items occur. */
  public static CountedTeacher popularity(Dataset data) {
    return new CountedTeacher(
        new Popularity(data, Events.TRAINING),
        Fusion.Shape.ROOT,
        () -> new Popularity(data, Events.TRAINING_AND_VALIDATION));
  }

  @Override
  public Scorer scorer() {
    return scorer;
  }

  @Override
  public Scorer served() {
    Scorer known = served;
    if (known == null) {
      known = relearn.get();
      served = known;
    }
    return known;
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
