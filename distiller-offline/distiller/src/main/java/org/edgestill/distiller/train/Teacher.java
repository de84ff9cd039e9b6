package org.edgestill.distiller.train;

import org.edgestill.distiller.baseline.Fusion;
import org.edgestill.distiller.evaluate.Scorer;

/**
 * A trained teacher of any kind. It knows training events only, so what it says about them and
 * about validation targets can be learned from and chosen by.
 */
public sealed interface Teacher extends AutoCloseable
    permits TrainedNetwork, CountedTeacher, OnnxTeacher {

  /** The teacher as a model. */
  Scorer scorer();

  /**
   * The teacher as it serves once everything has been chosen: what only counts events may count the
   * validation events too. For test targets, and never for knowledge that students learn from.
   */
  default Scorer served() {
    return scorer();
  }

  /** What is done to its scores before they are fused. */
  Fusion.Shape shape();

  /** Names the data, settings and seeds that made it. */
  String fingerprint();

  @Override
  void close();
}
