package org.edgestill.distiller.train;

import org.edgestill.distiller.baseline.Fusion;
import org.edgestill.distiller.evaluate.Scorer;

/** A trained teacher of any kind. It knows the training events of its data, and nothing else. */
public sealed interface Teacher extends AutoCloseable
    permits TrainedNetwork, CountedTeacher, OnnxTeacher {

  /** The teacher as a model. */
  Scorer scorer();

  /** What is done to its scores before they are fused. */
  Fusion.Shape shape();

  /** Names the data, settings and seeds that made it. */
  String fingerprint();

  @Override
  void close();
}
