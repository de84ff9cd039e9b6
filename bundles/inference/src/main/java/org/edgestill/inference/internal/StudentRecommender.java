package org.edgestill.inference.internal;

import org.edgestill.api.recommend.RecommendationRequest;
import org.edgestill.api.recommend.RecommendationResult;
import org.edgestill.api.recommend.Recommender;
import org.edgestill.inference.internal.HistorySource.Gathered;
import org.edgestill.inference.internal.Slot.Lease;

/**
 * Answers requests with what serves now. One lease covers the whole request, so session, catalogue
 * and schema are of one release.
 */
final class StudentRecommender implements Recommender {

  private final Slot<LoadedModel> slot;
  private final HistorySource histories;
  private final Acceptance acceptance;
  private final Shadow shadow;

  StudentRecommender(
      Slot<LoadedModel> slot, HistorySource histories, Acceptance acceptance, Shadow shadow) {
    this.slot = slot;
    this.histories = histories;
    this.acceptance = acceptance;
    this.shadow = shadow;
  }

  @Override
  public RecommendationResult recommend(RecommendationRequest request) {
    long start = System.nanoTime();
    try (Lease<LoadedModel> lease = slot.acquire()) {
      if (lease == null) {
        return Scoring.nothing(start);
      }
      LoadedModel model = lease.value();
      Gathered gathered = histories.gather(request);
      RecommendationResult result = Scoring.answer(model, request, gathered, start);
      model.counters().count(result);
      acceptance.shown(request, gathered, result, model.counters());
      shadow.see(request, gathered, result);
      return result;
    }
  }
}
