package org.edgestill.api.recommend;

/**
 * Answers with the items that a user most probably wants next.
 *
 * <p>A service, one for each model; the service property {@link #MODEL_NAME} tells them apart.
 * Thread-safe. It always answers: see {@link RecommendationResult#source()}.
 */
public interface Recommender {

  /** Service property (String): the name of the model. */
  String MODEL_NAME = "model.name";

  /**
   * Recommends.
   *
   * @throws org.edgestill.api.service.ServiceGoneException if this service has been stopped; ask
   *     its successor, as {@link org.edgestill.api.service.ServiceGate} does
   */
  RecommendationResult recommend(RecommendationRequest request);
}
