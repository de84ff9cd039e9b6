package org.edgestill.api.features;

import java.util.HashSet;
import java.util.List;
import org.edgestill.api.behaviour.Behaviours;

/**
 * How behaviour events become numbers. Part of the model package, because a model understands only
 * the numbers that it was trained on.
 *
 * @param sequenceLength L, how many of the newest events are encoded, 1 to {@value
 *     #MAX_SEQUENCE_LENGTH}
 * @param behaviours the behaviour vocabulary; the behaviour at position i is encoded as i + 1 (0 is
 *     padding). The first is always {@code other}, which stands for all that is not listed.
 * @param gapBoundsSeconds strictly ascending, positive bounds of the time-gap buckets, in seconds.
 *     A gap of g seconds is encoded as 2 + (the number of bounds that are at most g); 1 means
 *     unknown (the first event has no gap), 0 is padding.
 */
public record FeatureSchema(
    int sequenceLength, List<String> behaviours, List<Long> gapBoundsSeconds) {

  /** The version of the encoding rules that this release implements. */
  public static final String VERSION = "1.0.0";

  public static final int MAX_SEQUENCE_LENGTH = 1_000;

  /**
   * Checks and copies every component.
   *
   * @throws IllegalArgumentException if a component is out of its range
   */
  public FeatureSchema {
    behaviours = List.copyOf(behaviours);
    gapBoundsSeconds = List.copyOf(gapBoundsSeconds);
    if (sequenceLength < 1 || sequenceLength > MAX_SEQUENCE_LENGTH) {
      throw new IllegalArgumentException(
          "sequenceLength must be 1 to " + MAX_SEQUENCE_LENGTH + ", but is " + sequenceLength);
    }
    if (behaviours.isEmpty() || !behaviours.get(0).equals(Behaviours.OTHER)) {
      throw new IllegalArgumentException("the first behaviour must be '" + Behaviours.OTHER + "'");
    }
    if (new HashSet<>(behaviours).size() != behaviours.size()) {
      throw new IllegalArgumentException("a behaviour is listed twice: " + behaviours);
    }
    long last = 0;
    for (long bound : gapBoundsSeconds) {
      if (bound <= last) {
        throw new IllegalArgumentException(
            "gapBoundsSeconds must be positive and ascend, but are " + gapBoundsSeconds);
      }
      last = bound;
    }
  }

  /** The size of the behaviour vocabulary including padding: valid values are 0 to this - 1. */
  public int behaviourCodes() {
    return behaviours.size() + 1;
  }

  /** The number of gap codes including padding and unknown: valid values are 0 to this - 1. */
  public int gapCodes() {
    return gapBoundsSeconds.size() + 3;
  }
}
