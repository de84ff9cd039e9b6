package org.edgestill.inference.internal;

import java.util.Arrays;
import org.edgestill.api.features.ItemIndex;
import org.edgestill.api.recommend.RecommendationRequest;

/**
 * The items that an answer must not hold.
 *
 * @param numbers item numbers; 0 and repetitions do no harm
 */
@SuppressWarnings("ArrayRecordComponent") // of one request; never compared
record Exclusion(int[] numbers) {

  static Exclusion of(RecommendationRequest request, ResolvedHistory history, ItemIndex catalogue) {
    int more = request.exclude().size();
    int[] numbers = request.excludeSeen() ? history.numbersAndRoomFor(more) : new int[more];
    int at = numbers.length - more;
    for (String item : request.exclude()) {
      numbers[at++] = catalogue.indexOf(item);
    }
    return new Exclusion(numbers);
  }

  /** The same items, in order; for many questions of {@link #holds}. */
  Exclusion sorted() {
    int[] copy = numbers.clone();
    Arrays.sort(copy);
    return new Exclusion(copy);
  }

  /** Whether an item is excluded; only asked of a sorted exclusion. */
  boolean holds(int item) {
    return Arrays.binarySearch(numbers, item) >= 0;
  }
}
