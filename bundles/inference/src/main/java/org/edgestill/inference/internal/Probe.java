package org.edgestill.inference.internal;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.edgestill.api.features.FeatureBuffers;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.ProbeReport;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.model.Budgets;
import org.edgestill.model.GoldenVector;
import org.edgestill.model.ModelPackage;

/**
 * Holds a loaded model to its golden vectors and to the budgets of its manifest.
 *
 * <p>Latency is measured on a machine that does other work meanwhile, which at times stops a run
 * for milliseconds. So that this does not refuse a good model, a model is only refused when in the
 * best of {@value #ROUNDS} rounds even the median is above the 99th percentile that was promised.
 * Whether the promise is kept in service is for the statistics of real requests to say.
 *
 * <p>Of memory only what is certain is checked here: a session holds at least the bytes of its
 * file. The resident memory of the process says nothing about one session while requests run.
 */
final class Probe {

  private static final double MEDIAN = 0.5;
  private static final int ROUNDS = 3;
  private static final int WARM_UP_RUNS = 20;
  private static final long MEBIBYTE = 1024 * 1024;

  private final ProbeSettings settings;

  Probe(ProbeSettings settings) {
    this.settings = settings;
  }

  /**
   * Compares the answers to the golden vectors, and holds the model to its budgets.
   *
   * @throws ModelRefusedException with {@code PROBE_FAILED} or {@code BUDGET_EXCEEDED}
   */
  ProbeReport full(LoadedModel model) throws ModelRefusedException {
    List<GoldenVector> vectors = vectors(model);
    ProbeReport answers = compare(model, vectors);
    checkMemory(model);
    LatencyHistogram best = bestRound(model, vectors);
    checkLatency(model.files().manifest().budgets(), best.percentileMicros(MEDIAN));
    return new ProbeReport(
        answers.goldenVectors(),
        answers.topKOverlap(),
        answers.maxScoreError(),
        best.percentileMicros(0.99));
  }

  /**
   * Compares the answers to the golden vectors only; the latency of the report is 0.
   *
   * @throws ModelRefusedException with {@code PROBE_FAILED}
   */
  ProbeReport answers(LoadedModel model) throws ModelRefusedException {
    return compare(model, vectors(model));
  }

  private static List<GoldenVector> vectors(LoadedModel model) throws ModelRefusedException {
    try {
      List<GoldenVector> vectors = model.files().goldenVectors();
      if (vectors.isEmpty()) {
        throw failed("it has no golden vectors to prove itself with");
      }
      for (GoldenVector vector : vectors) {
        checkFits(model, vector);
      }
      return vectors;
    } catch (IOException e) {
      throw new ModelRefusedException(
          RefusalCode.MALFORMED, ModelPackage.GOLDEN + " can not be read: " + e, e);
    }
  }

  private static void checkFits(LoadedModel model, GoldenVector vector)
      throws ModelRefusedException {
    if (vector.items().length != model.schema().sequenceLength()) {
      throw failed(
          "a golden vector has %d positions, the feature schema %d"
              .formatted(vector.items().length, model.schema().sequenceLength()));
    }
    for (long item : vector.exclude()) {
      if (item > model.catalogue().size()) {
        throw failed("a golden vector excludes item " + item + ", which is not in the catalogue");
      }
    }
  }

  private ProbeReport compare(LoadedModel model, List<GoldenVector> vectors)
      throws ModelRefusedException {
    StudentSession session = student(model);
    double overlap = 1;
    double error = 0;
    try {
      RunBuffers buffers = session.borrow();
      for (GoldenVector vector : vectors) {
        Ranked ranked = run(session, buffers, vector);
        if (!ranked.isSound()) {
          throw failed("it gives a score that is not a number");
        }
        Agreement agreement = Agreement.of(ranked, vector);
        overlap = Math.min(overlap, agreement.overlap());
        error = Math.max(error, agreement.scoreError());
      }
      session.giveBack(buffers);
    } catch (OrtException e) {
      throw failed("it does not run: " + e.getMessage());
    }
    if (overlap < settings.minOverlap() || error > settings.scoreTolerance()) {
      throw failed(
          String.format(
              Locale.ROOT,
              "it answers other than at the distiller: a golden vector agrees in only %.0f %% of"
                  + " its items (at least %.0f %% needed), scores differ by up to %.4f (%.4f"
                  + " allowed)",
              overlap * 100,
              settings.minOverlap() * 100,
              error,
              settings.scoreTolerance()));
    }
    return new ProbeReport(vectors.size(), overlap, error, 0);
  }

  private LatencyHistogram bestRound(LoadedModel model, List<GoldenVector> vectors)
      throws ModelRefusedException {
    StudentSession session = student(model);
    try {
      RunBuffers buffers = session.borrow();
      round(session, buffers, vectors, WARM_UP_RUNS);
      LatencyHistogram best = round(session, buffers, vectors, settings.runs());
      for (int more = 1; more < ROUNDS; more++) {
        LatencyHistogram next = round(session, buffers, vectors, settings.runs());
        if (next.percentileMicros(MEDIAN) < best.percentileMicros(MEDIAN)) {
          best = next;
        }
      }
      session.giveBack(buffers);
      return best;
    } catch (OrtException e) {
      throw failed("it does not run: " + e.getMessage());
    }
  }

  private static LatencyHistogram round(
      StudentSession session, RunBuffers buffers, List<GoldenVector> vectors, int runs)
      throws OrtException {
    LatencyHistogram histogram = new LatencyHistogram();
    for (int i = 0; i < runs; i++) {
      long start = System.nanoTime();
      run(session, buffers, vectors.get(i % vectors.size()));
      histogram.record(System.nanoTime() - start);
    }
    return histogram;
  }

  private static void checkLatency(Budgets budgets, double median) throws ModelRefusedException {
    if (median > budgets.p99Micros()) {
      throw new ModelRefusedException(
          RefusalCode.BUDGET_EXCEEDED,
          String.format(
              Locale.ROOT,
              "half of its runs take more than %.0f us, and %d us are promised for 99 %% of them",
              median,
              budgets.p99Micros()));
    }
  }

  private static void checkMemory(LoadedModel model) throws ModelRefusedException {
    long bytes = model.files().manifest().file(ModelPackage.STUDENT).orElseThrow().length();
    int budget = model.files().manifest().budgets().memoryMiB();
    if (bytes > budget * MEBIBYTE) {
      throw new ModelRefusedException(
          RefusalCode.BUDGET_EXCEEDED,
          "its file alone has " + bytes / MEBIBYTE + " MiB, and " + budget + " are promised");
    }
  }

  private static Ranked run(StudentSession session, RunBuffers buffers, GoldenVector vector)
      throws OrtException {
    FeatureBuffers features = buffers.features();
    features.items().put(0, vector.items());
    features.behaviours().put(0, vector.behaviours());
    features.gaps().put(0, vector.gaps());
    int[] excluded = new int[vector.exclude().length];
    for (int i = 0; i < excluded.length; i++) {
      excluded[i] = Math.toIntExact(vector.exclude()[i]);
    }
    return session.run(buffers, excluded, excluded.length, vector.k());
  }

  private static StudentSession student(LoadedModel model) throws ModelRefusedException {
    StudentSession session = model.session();
    if (session == null) {
      throw failed("its student does not load");
    }
    return session;
  }

  private static ModelRefusedException failed(String message) {
    return new ModelRefusedException(RefusalCode.PROBE_FAILED, message);
  }

  /**
   * How far an answer agrees with a golden vector.
   *
   * @param overlap the share of the expected items that were answered among as many
   * @param scoreError the largest difference of the scores of those items
   */
  private record Agreement(double overlap, double scoreError) {

    static Agreement of(Ranked ranked, GoldenVector vector) {
      int expected = vector.topItems().length;
      if (expected == 0) {
        boolean nothing = ranked.score(0) == Float.NEGATIVE_INFINITY;
        return new Agreement(nothing ? 1 : 0, 0);
      }
      int equal = 0;
      double error = 0;
      for (int rank = 0; rank < Math.min(expected, ranked.size()); rank++) {
        for (int i = 0; i < expected; i++) {
          if (vector.topItems()[i] == ranked.item(rank)) {
            equal++;
            error = Math.max(error, Math.abs(vector.topScores()[i] - ranked.score(rank)));
          }
        }
      }
      return new Agreement((double) equal / expected, error);
    }
  }
}
