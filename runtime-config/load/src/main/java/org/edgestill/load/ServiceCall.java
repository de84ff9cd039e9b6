package org.edgestill.load;

import java.io.IOException;
import org.edgestill.api.recommend.RecommendationRequest;
import org.edgestill.api.recommend.RecommendationResult;
import org.edgestill.api.recommend.Recommender;

/** Asks a recommender for each user in turn, where it is a service. */
final class ServiceCall implements Call {
  private static final int K = 10;

  private final Recommender recommender;
  private final int users;

  ServiceCall(Recommender recommender, int users) {
    this.recommender = recommender;
    this.users = users;
  }

  @Override
  public void run(long number) throws IOException {
    RecommendationResult result =
        recommender.recommend(RecommendationRequest.of(Users.name(number % users), K));
    if (result.source() != RecommendationResult.Source.STUDENT) {
      throw new IOException("not answered by the student: " + result.source());
    }
  }
}
