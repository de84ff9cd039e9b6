package org.edgestill.inference.internal;

import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.edgestill.api.features.FeatureExtractor.Encoding;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.recommend.Influence;
import org.edgestill.api.recommend.Recommendation;
import org.edgestill.api.recommend.RecommendationOptions;
import org.edgestill.api.recommend.RecommendationRequest;
import org.edgestill.api.recommend.RecommendationResult;
import org.edgestill.api.recommend.RecommendationResult.Explanation;
import org.edgestill.api.recommend.RecommendationResult.Reason;
import org.edgestill.api.recommend.RecommendationResult.Source;
import org.edgestill.inference.internal.HistorySource.Gathered;
import org.edgestill.inference.internal.Popularity.Popular;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the answer of one release to one request: the student if it can, else popularity; always
 * with the reason.
 */
final class Scoring {

  private static final Logger LOG = LoggerFactory.getLogger(Scoring.class);

  private Scoring() {}

  /** There is no release. */
  static RecommendationResult nothing(long start) {
    return new Answer(null, start).nothing();
  }

  /**
   * Answers.
   *
   * @param model is leased, or belongs to the caller
   * @param start when the request came, as {@link System#nanoTime}
   */
  static RecommendationResult answer(
      LoadedModel model, RecommendationRequest request, Gathered gathered, long start) {
    return answer(model, request, gathered, new Answer(model, start));
  }

  private static RecommendationResult answer(
      LoadedModel model, RecommendationRequest request, Gathered gathered, Answer answer) {
    ResolvedHistory history = new ResolvedHistory(gathered.events(), model.catalogue());
    Exclusion exclusion = Exclusion.of(request, history, model.catalogue());
    Reason reason;
    try {
      reason = ask(model, request, history, exclusion, answer);
    } catch (OrtException | RuntimeException e) {
      logFailure(model, e);
      reason = Reason.STUDENT_FAILED;
    }
    if (reason == Reason.NONE) {
      return answer.finish(Source.STUDENT, reason);
    }
    if (reason == Reason.NO_HISTORY && gathered.logFailed()) {
      reason = Reason.NO_BEHAVIOUR_LOG;
    }
    Popular popular =
        new Popularity(model, request.options(), exclusion).best(request.k(), history);
    answer.take(popular.items());
    return answer.finish(
        popular.byCategory() ? Source.CATEGORY_POPULARITY : Source.POPULARITY, reason);
  }

  /** Asks the student; the answer is complete if the reason is {@link Reason#NONE}. */
  private static Reason ask(
      LoadedModel model,
      RecommendationRequest request,
      ResolvedHistory history,
      Exclusion exclusion,
      Answer answer)
      throws OrtException {
    if (history.events().isEmpty()) {
      return Reason.NO_HISTORY;
    }
    StudentSession session = model.session();
    if (session == null) {
      return Reason.STUDENT_FAILED;
    }
    RunBuffers buffers = session.borrow();
    try {
      Optional<Encoding> encoding =
          model
              .feed()
              .call(
                  extractor ->
                      extractor.encode(
                          history.events(), model.schema(), history, buffers.features()));
      if (encoding.isEmpty()) {
        return Reason.NO_FEATURE_EXTRACTOR;
      }
      if (encoding.get().encoded() == 0) {
        return Reason.NO_HISTORY;
      }
      RecommendationOptions options = request.options();
      if (options.isPlain() && !options.explain()) {
        int[] excluded = exclusion.numbers();
        Ranked ranked = session.run(buffers, excluded, excluded.length, request.k());
        ranked.requireSound();
        answer.take(ranked, request.k());
      } else {
        ItemFilter filter = new ItemFilter(options, model.catalogue());
        List<Candidate> best =
            new Selection(session, buffers, exclusion, options, filter).best(request.k());
        if (options.explain()) {
          Ablation ablation = new Ablation(model, session, buffers, history, exclusion);
          answer.take(best, ablation.explain(best));
        } else {
          answer.take(best);
        }
      }
      return Reason.NONE;
    } finally {
      session.giveBack(buffers);
    }
  }

  /** The first failure of a model, then the second, the fourth, the eighth and so on. */
  private static void logFailure(LoadedModel model, Exception failure) {
    long before = model.counters().failures();
    if ((before & (before + 1)) == 0) {
      LOG.warn(
          "{} failed on a request ({} failures so far), popularity answers: {}",
          model.info().id(),
          before + 1,
          failure.toString());
    }
  }

  /** One answer while it is made. */
  private static final class Answer {
    private final @Nullable LoadedModel model;
    private final long start;
    private List<Recommendation> items = List.of();
    private Explanation explanation = Explanation.NONE;

    Answer(@Nullable LoadedModel model, long start) {
      this.model = model;
      this.start = start;
    }

    RecommendationResult nothing() {
      return finish(Source.NONE, Reason.NO_MODEL);
    }

    void take(Ranked ranked, int k) {
      LoadedModel from = model();
      List<Recommendation> taken = new ArrayList<>(k);
      for (int rank = 0; rank < ranked.size() && taken.size() < k; rank++) {
        float score = ranked.score(rank);
        if (score == Float.NEGATIVE_INFINITY) {
          break; // from here on only what must not be recommended
        }
        add(from, ranked.item(rank), score, taken);
      }
      items = taken;
    }

    void take(List<Candidate> chosen) {
      LoadedModel from = model();
      List<Recommendation> taken = new ArrayList<>(chosen.size());
      chosen.forEach(candidate -> add(from, candidate.item(), candidate.score(), taken));
      items = taken;
    }

    /** The influences are those of the candidates, in their order. */
    void take(List<Candidate> chosen, List<List<Influence>> influences) {
      take(chosen);
      List<Recommendation> explained = new ArrayList<>(items.size());
      for (int i = 0; i < items.size(); i++) {
        Recommendation item = items.get(i);
        explained.add(
            new Recommendation(item.item(), item.title(), item.score(), influences.get(i)));
      }
      items = explained;
      explanation = Explanation.LEAVE_ONE_ITEM_OUT;
    }

    private LoadedModel model() {
      if (model == null) {
        throw new IllegalStateException("there is no model to answer from");
      }
      return model;
    }

    private static void add(LoadedModel from, int item, float score, List<Recommendation> taken) {
      if (!from.catalogue().isTombstone(item)) {
        ItemTexts.Text text = from.texts().of(item);
        taken.add(new Recommendation(text.id(), text.title(), score));
      }
    }

    RecommendationResult finish(Source source, Reason reason) {
      ModelId id = model == null ? null : model.info().id();
      return new RecommendationResult(
          items, id, source, reason, System.nanoTime() - start, explanation);
    }
  }
}
