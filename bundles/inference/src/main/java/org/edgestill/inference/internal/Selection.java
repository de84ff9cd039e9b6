package org.edgestill.inference.internal;

import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.List;
import org.edgestill.api.recommend.RecommendationOptions;
import org.edgestill.api.recommend.RecommendationRequest;

/**
 * The best items by the student that are as a request wants them, when those need not be the best
 * of all. The graph knows seen and excluded items only, so it is asked for more than k: first for
 * what is likely to do, then for four times as many, at last for all items, until there are enough
 * or none is left that could count. So an answer is short only if the catalogue has no more.
 */
final class Selection {

  /** With a filter, so many times as many are asked for at first. */
  private static final int FILTERED_FACTOR = 4;

  private static final int GROWTH = 4;

  private final StudentSession session;
  private final RunBuffers buffers;
  private final int[] excluded;
  private final RecommendationOptions options;
  private final ItemFilter filter;

  Selection(
      StudentSession session,
      RunBuffers buffers,
      Exclusion exclusion,
      RecommendationOptions options,
      ItemFilter filter) {
    this.session = session;
    this.buffers = buffers;
    this.excluded = exclusion.numbers();
    this.options = options;
    this.filter = filter;
  }

  /** The features are in the buffers. */
  List<Candidate> best(int k) throws OrtException {
    if (options.diversity() == 0) {
      return candidates(k);
    }
    List<Candidate> pool = candidates(Diversity.pool(k, RecommendationRequest.MAX_K));
    return Diversity.choose(
        pool,
        Diversity.byScore(pool),
        k,
        1 - options.diversity(),
        filter.catalogue()::categoriesAt);
  }

  private List<Candidate> candidates(int wanted) throws OrtException {
    int most = buffers.largestOutput();
    int size = options.filtersCategories() ? FILTERED_FACTOR * wanted : wanted;
    while (size <= most) {
      Found found = read(session.run(buffers, excluded, excluded.length, size), wanted);
      if (found.complete()) {
        return found.candidates();
      }
      size *= GROWTH;
    }
    return session
        .runForAll(buffers, excluded, excluded.length, ranked -> read(ranked, wanted))
        .candidates();
  }

  /**
   * What one run gave.
   *
   * @param complete whether a longer ranking would give nothing else
   */
  private record Found(List<Candidate> candidates, boolean complete) {}

  private Found read(Ranked ranked, int wanted) {
    ranked.requireSound();
    List<Candidate> candidates = new ArrayList<>(wanted);
    for (int rank = 0; rank < ranked.size(); rank++) {
      float score = ranked.score(rank);
      if (score == Float.NEGATIVE_INFINITY || score < options.minScore()) {
        return new Found(candidates, true);
      }
      if (filter.accepts(ranked.item(rank))) {
        candidates.add(new Candidate(ranked.item(rank), score));
        if (candidates.size() == wanted) {
          return new Found(candidates, true);
        }
      }
    }
    return new Found(candidates, false);
  }
}
