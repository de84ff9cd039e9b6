package org.edgestill.api.recommend;

import java.util.List;
import org.edgestill.api.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * An answer, always from exactly one model.
 *
 * @param items best first; fewer than asked for if the catalogue has no more of what was asked for
 * @param model the model that answered; {@code null} only with {@link Source#NONE}
 * @param source who answered
 * @param reason why it was not the student
 * @param latencyNanos time from call to answer, in nanoseconds
 * @param explanation how the items' {@link Recommendation#because()} was found out
 */
public record RecommendationResult(
    List<Recommendation> items,
    @Nullable ModelId model,
    Source source,
    Reason reason,
    long latencyNanos,
    Explanation explanation) {

  public RecommendationResult {
    items = List.copyOf(items);
  }

  /** Without an explanation. */
  public RecommendationResult(
      List<Recommendation> items,
      @Nullable ModelId model,
      Source source,
      Reason reason,
      long latencyNanos) {
    this(items, model, source, reason, latencyNanos, Explanation.NONE);
  }

  /** Who answered. */
  public enum Source {
    /** The distilled student. */
    STUDENT,
    /**
     * The most popular items of the categories of the user's events, then the most popular of all.
     */
    CATEGORY_POPULARITY,
    /** The most popular items of the model's training data. */
    POPULARITY,
    /** Nobody: the list is empty. */
    NONE
  }

  /** Why the student did not answer. */
  public enum Reason {
    /** It did. */
    NONE,
    /** There is no event, or none on an item that the model knows. */
    NO_HISTORY,
    /** No model is installed. */
    NO_MODEL,
    /** The behaviour log could not be read, or is not there. */
    NO_BEHAVIOUR_LOG,
    /** No installed feature extractor serves this model. */
    NO_FEATURE_EXTRACTOR,
    /** The student failed on this request. */
    STUDENT_FAILED
  }

  /** How it was found out which items of the history weighed most. */
  public enum Explanation {
    /** It was not: nobody asked, or the student did not answer. */
    NONE,
    /**
     * By ablation: the newest items of the history were left out one at a time, and the student
     * scored the rest. An item's weight for a recommendation is the score that was lost without it,
     * as a share of all such losses.
     */
    LEAVE_ONE_ITEM_OUT
  }
}
