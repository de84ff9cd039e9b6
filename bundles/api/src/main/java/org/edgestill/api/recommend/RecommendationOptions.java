package org.edgestill.api.recommend;

import java.util.Set;

/**
 * What an answer has to be like, besides being the best items.
 *
 * @param only categories of which an item has to have at least one; empty for any
 * @param except categories of which an item must have none
 * @param minScore the lowest score by the student that is worth an answer, negative infinity for
 *     any. Scores are on a scale of the release's own, so a threshold is to be chosen by looking at
 *     its answers; popularity, which answers when the student can not, is not held to it
 * @param diversity how much variety of categories counts against score, 0 to 1: 1 - lambda of
 *     maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998). At 0 the order is that of
 *     the scores
 * @param explain say for each item which items of the history weighed most
 */
public record RecommendationOptions(
    Set<String> only, Set<String> except, float minScore, double diversity, boolean explain) {

  /** Categories that may be named, for each of only and except. */
  public static final int MAX_CATEGORIES = 100;

  /** No wishes. */
  public static final RecommendationOptions NONE =
      new RecommendationOptions(Set.of(), Set.of(), Float.NEGATIVE_INFINITY, 0, false);

  /**
   * Checks and copies every component.
   *
   * @throws IllegalArgumentException if a component is out of its range
   */
  public RecommendationOptions {
    if (only.size() > MAX_CATEGORIES || except.size() > MAX_CATEGORIES) {
      throw new IllegalArgumentException(
          "only and except may name at most " + MAX_CATEGORIES + " categories each");
    }
    if (Float.isNaN(minScore)) {
      throw new IllegalArgumentException("minScore must be a number");
    }
    if (!(diversity >= 0 && diversity <= 1)) {
      throw new IllegalArgumentException("diversity must be 0 to 1, but is " + diversity);
    }
    only = Set.copyOf(only);
    except = Set.copyOf(except);
  }

  /** Whether categories are asked for or ruled out. */
  public boolean filtersCategories() {
    return !only.isEmpty() || !except.isEmpty();
  }

  /** Whether the best k by score are the answer, so that nothing has to be chosen among more. */
  public boolean isPlain() {
    return !filtersCategories() && minScore == Float.NEGATIVE_INFINITY && diversity == 0;
  }
}
