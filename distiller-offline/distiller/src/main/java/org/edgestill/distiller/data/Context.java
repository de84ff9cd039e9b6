package org.edgestill.distiller.data;

import java.util.Arrays;
import org.edgestill.api.features.FeatureSchema;

/**
 * What is known about a user when a model is asked for the next item: all events before the target,
 * oldest first, of any length. The three arrays have the same length; they are shared, and nobody
 * may change them.
 *
 * @param user the user's number in the data set, 0 to users - 1; for random access only, a model
 *     must not learn from it
 * @param items item numbers, 1 to V
 * @param behaviours behaviour codes as {@link FeatureSchema} defines them
 * @param gaps time-gap codes, likewise
 */
@SuppressWarnings("ArrayRecordComponent") // identity is fine: contexts are never compared
public record Context(int user, int[] items, int[] behaviours, int[] gaps) {

  /** The gap code of an event without one before it, see {@link FeatureSchema}. */
  private static final int UNKNOWN_GAP = 1;

  public Context {
    if (items.length != behaviours.length || items.length != gaps.length) {
      throw new IllegalArgumentException(
          "a context needs arrays of one length, but has "
              + items.length
              + ", "
              + behaviours.length
              + " and "
              + gaps.length);
    }
  }

  /** How many events there are. */
  public int length() {
    return items.length;
  }

  /**
   * The newest events only, just as a gateway would encode them with {@code limit} as the sequence
   * length: the gap of the oldest one that is left is unknown. This context itself if it has no
   * more.
   */
  public Context newest(int limit) {
    int length = items.length;
    if (length <= limit) {
      return this;
    }
    int from = length - limit;
    int[] newestGaps = Arrays.copyOfRange(gaps, from, length);
    newestGaps[0] = UNKNOWN_GAP;
    return new Context(
        user,
        Arrays.copyOfRange(items, from, length),
        Arrays.copyOfRange(behaviours, from, length),
        newestGaps);
  }
}
