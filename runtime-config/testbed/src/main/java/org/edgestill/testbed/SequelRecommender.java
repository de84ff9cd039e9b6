package org.edgestill.testbed;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.api.features.FeatureBuffers;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.api.features.ItemIndex;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.recommend.Influence;
import org.edgestill.api.recommend.Recommendation;
import org.edgestill.api.recommend.RecommendationOptions;
import org.edgestill.api.recommend.RecommendationRequest;
import org.edgestill.api.recommend.RecommendationResult;
import org.edgestill.api.recommend.RecommendationResult.Explanation;
import org.edgestill.api.recommend.RecommendationResult.Reason;
import org.edgestill.api.recommend.RecommendationResult.Source;
import org.edgestill.api.recommend.Recommender;
import org.edgestill.features.encoder.FeatureEncoder;

/**
 * A recommender whose answers can be told beforehand: the catalogue is {@code film-1} to {@code
 * film-N}, and after film n a user wants n + 1, n + 2 and so on, then film-1. Films are of the
 * category {@code odd} or {@code even}; the score of the first is N - 1, and each has one less. The
 * last film is the whole explanation.
 */
public final class SequelRecommender implements Recommender {

  private static final FeatureSchema SCHEMA =
      new FeatureSchema(10, List.of("other", "view"), List.of(60L));

  private final FeatureEncoder encoder = new FeatureEncoder();
  private final BehaviourLog log;
  private final ModelId model;
  private final Films films;

  /** A recommender of {@code size} films on the histories of a log. */
  public SequelRecommender(BehaviourLog log, String name, int size) {
    this.log = log;
    model = new ModelId(name, 1, "ab".repeat(32));
    films = new Films(size);
  }

  @Override
  public RecommendationResult recommend(RecommendationRequest request) {
    long start = System.nanoTime();
    List<BehaviourEvent> history = new ArrayList<>();
    if (!request.user().isEmpty()) {
      history.addAll(log.history(request.user(), SCHEMA.sequenceLength()));
    }
    history.addAll(request.events());
    FeatureBuffers buffers = FeatureBuffers.allocate(SCHEMA.sequenceLength());
    boolean known = encoder.encode(history, SCHEMA, films, buffers).encoded() > 0;
    int last = known ? (int) buffers.items().get(SCHEMA.sequenceLength() - 1) : 0;

    Set<String> excluded = new HashSet<>(request.exclude());
    if (request.excludeSeen()) {
      history.forEach(event -> excluded.add(event.item()));
    }
    boolean explained = known && request.options().explain();
    List<Influence> because =
        explained ? List.of(new Influence(films.itemAt(last), "Film " + last, 1)) : List.of();
    List<Recommendation> items = new ArrayList<>();
    for (int i = 1; i <= films.size() && items.size() < request.k(); i++) {
      int film = (last + i - 1) % films.size() + 1;
      int score = films.size() - i;
      String item = films.itemAt(film);
      if (!excluded.contains(item) && isWanted(film, score, request.options())) {
        items.add(new Recommendation(item, "Film " + film, score, because));
      }
    }
    return new RecommendationResult(
        items,
        model,
        known ? Source.STUDENT : Source.POPULARITY,
        known ? Reason.NONE : Reason.NO_HISTORY,
        System.nanoTime() - start,
        explained ? Explanation.LEAVE_ONE_ITEM_OUT : Explanation.NONE);
  }

  private static boolean isWanted(int film, int score, RecommendationOptions options) {
    String category = film % 2 == 0 ? "even" : "odd";
    return (options.only().isEmpty() || options.only().contains(category))
        && !options.except().contains(category)
        && score >= options.minScore();
  }

  private record Films(int size) implements ItemIndex {

    private static final Pattern ITEM = Pattern.compile("film-[1-9][0-9]{0,8}");

    @Override
    public int indexOf(String item) {
      if (!ITEM.matcher(item).matches()) {
        return 0;
      }
      int number = Integer.parseInt(item.substring(item.indexOf('-') + 1));
      return number <= size ? number : 0;
    }

    @Override
    public String itemAt(int index) {
      return "film-" + index;
    }
  }
}
