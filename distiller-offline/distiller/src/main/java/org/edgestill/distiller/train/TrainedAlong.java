package org.edgestill.distiller.train;

import java.util.SplittableRandom;

/** Parameters that are trained along with a network and that the network itself does not have. */
@FunctionalInterface
interface TrainedAlong {

  /**
   * Adds them with their first values.
   *
   * @param random gives the same first values for the same seed
   */
  void addTo(Parameters.Builder builder, SplittableRandom random);
}
