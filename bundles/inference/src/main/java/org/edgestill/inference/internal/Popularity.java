package org.edgestill.inference.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.edgestill.api.recommend.RecommendationOptions;
import org.edgestill.api.recommend.RecommendationRequest;

/**
 * What is recommended when the student can not: the most popular items of the categories that the
 * user's newest events are of, then the most popular of all.
 */
final class Popularity {

  /** Events that say which categories the user is after. */
  private static final int NEWEST = 20;

  private final LoadedModel model;
  private final ItemFilter filter;
  private final RecommendationOptions options;
  private final Exclusion sorted;

  Popularity(LoadedModel model, RecommendationOptions options, Exclusion exclusion) {
    this.model = model;
    this.options = options;
    this.filter = new ItemFilter(options, model.catalogue());
    this.sorted = exclusion.sorted();
  }

  /**
   * The answer.
   *
   * @param byCategory whether the first of them are there for their categories
   */
  record Popular(List<Candidate> items, boolean byCategory) {}

  Popular best(int k, ResolvedHistory history) {
    int wanted = options.diversity() == 0 ? k : Diversity.pool(k, RecommendationRequest.MAX_K);
    Set<String> categories = categories(history);
    List<Candidate> best = new ArrayList<>(wanted);
    if (!categories.isEmpty()) {
      add(best, wanted, categories, true);
    }
    boolean byCategory = !best.isEmpty();
    add(best, wanted, categories, false);
    List<Candidate> items =
        options.diversity() == 0
            ? best
            : Diversity.choose(
                best,
                Diversity.byRank(best.size()),
                k,
                1 - options.diversity(),
                model.catalogue()::categoriesAt);
    return new Popular(items, byCategory);
  }

  private Set<String> categories(ResolvedHistory history) {
    Set<String> categories = new HashSet<>();
    int[] numbers = history.numbersAndRoomFor(0);
    for (int i = numbers.length - 1, known = 0; i >= 0 && known < NEWEST; i--) {
      if (numbers[i] != 0) {
        categories.addAll(model.catalogue().categoriesAt(numbers[i]));
        known++;
      }
    }
    return categories;
  }

  /** Adds items, most popular first, that share a category or that share none. */
  private void add(List<Candidate> best, int wanted, Set<String> categories, boolean sharing) {
    int[] popular = model.popular();
    for (int i = 0; i < popular.length && best.size() < wanted; i++) {
      int item = popular[i];
      if (!sorted.holds(item) && filter.accepts(item) && shares(item, categories) == sharing) {
        best.add(new Candidate(item, model.catalogue().popularityAt(item)));
      }
    }
  }

  private boolean shares(int item, Set<String> categories) {
    return !categories.isEmpty()
        && !Collections.disjoint(categories, model.catalogue().categoriesAt(item));
  }
}
