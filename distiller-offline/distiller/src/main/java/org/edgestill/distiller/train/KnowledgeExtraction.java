package org.edgestill.distiller.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.core.Linear;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.edgestill.distiller.data.Dataset;

/**
 * Asks the fused teacher about every training prediction.
 *
 * <p>The fused score is {@code z(log p) + w1 z(sqrt markov) + w2 z(ease)}, each standardised over
 * the items. Nothing here depends on additive constants (a softmax follows), so each part is only
 * divided by its spread. What the user has met is left out, and a user's own transitions are
 * subtracted from the Markov counts: the answer would be among them. Rows of EASE are added and
 * taken away while a window moves along a sequence.
 */
public final class KnowledgeExtraction {

  /**
   * Windows reach so far back over one another that every prediction has half a window to go by.
   */
  private static final int TOKENS = 3200;

  private final Dataset data;
  private final Windows windows;
  private final Knowledge knowledge;
  private final TransitionCounts transitions;
  private final FusionParts parts;
  private final float[] fused;
  private final float[] easeScores;
  private final float[] markovScores;
  private final boolean[] met;
  private final TopItems top;

  private KnowledgeExtraction(
      Dataset data, Windows windows, Knowledge knowledge, FusionParts parts) {
    this.data = data;
    this.windows = windows;
    this.knowledge = knowledge;
    this.parts = parts;
    this.transitions = TransitionCounts.count(data, parts.markovWindow(), parts.markovDecay());
    int rows = data.itemCount() + 1;
    this.fused = new float[rows];
    this.easeScores = new float[rows];
    this.markovScores = new float[rows];
    this.met = new boolean[rows];
    this.top = new TopItems(knowledge.top());
  }

  /**
   * Asks, or reads back what the same teacher said before.
   *
   * @param topItems how many items of each ranking are kept
   * @param file where the knowledge is kept
   */
  public static Knowledge run(
      Dataset data, TrainedTransformer transformer, FusionParts parts, int topItems, Path file)
      throws IOException {
    String fingerprint = transformer.fingerprint() + "|" + parts.fingerprint() + "|top " + topItems;
    Optional<Knowledge> known = Knowledge.read(file, fingerprint);
    if (known.isPresent()) {
      return known.get();
    }
    NetworkShape shape = transformer.network().shape();
    Windows windows = new Windows(data, shape.length(), shape.length() / 2, TOKENS);
    Knowledge knowledge =
        Knowledge.empty(fingerprint, windows.positions(), topItems, shape.width());
    new KnowledgeExtraction(data, windows, knowledge, parts)
        .run(transformer.network(), transformer.parameters());
    knowledge.write(file);
    return knowledge;
  }

  private void run(SequenceNetwork network, Parameters parameters) {
    for (List<Windows.Window> batch : windows.fixed()) {
      try (NDManager manager = parameters.flat().getManager().newSubManager()) {
        Map<String, NDArray> w = parameters.leaves(manager, false);
        TokenBatch tokens = TokenBatch.of(manager, windows.stretches(batch));
        Windows.Targets targets = windows.targets(batch);
        NDArray hidden =
            SequenceNetwork.lookup(manager.create(targets.rows()), network.hidden(w, tokens, 0));
        float[] states = hidden.toFloatArray();
        float[] logits =
            Linear.linear(hidden, SequenceNetwork.at(w, "item"), SequenceNetwork.at(w, "itemBias"))
                .singletonOrThrow()
                .toFloatArray();
        int at = 0;
        for (Windows.Window window : batch) {
          window(window, logits, at);
          at += window.predictions();
        }
        for (int i = 0; i < targets.count(); i++) {
          System.arraycopy(
              states,
              i * knowledge.width(),
              knowledge.hidden(),
              targets.positions()[i] * knowledge.width(),
              knowledge.width());
        }
      }
    }
  }

  private void window(Windows.Window window, float[] logits, int firstRow) {
    int[] items = data.train(window.user()).items();
    Arrays.fill(met, false);
    Arrays.fill(easeScores, 0);
    for (int i = 0; i < window.lossFrom(); i++) {
      met[items[i]] = true;
      if (i >= window.lossFrom() - parts.easeNewest()) {
        parts.ease().addRow(items[i], 1, easeScores);
      }
    }
    for (int event = window.lossFrom(); event < window.to(); event++) {
      met[items[event]] = true;
      parts.ease().addRow(items[event], 1, easeScores);
      if (event >= parts.easeNewest()) {
        parts.ease().addRow(items[event - parts.easeNewest()], -1, easeScores);
      }
      int row = firstRow + event - window.lossFrom();
      fuse(items, event, logits, row * fused.length);
      top.select(fused);
      top.drain(
          knowledge.items(),
          knowledge.scores(),
          windows.position(window.user(), event) * knowledge.top());
    }
  }

  private void fuse(int[] items, int event, float[] logits, int offset) {
    Arrays.fill(markovScores, 0);
    float weight = 1;
    for (int back = 0; back < transitions.window() && back <= event; back++) {
      transitions.addTo(markovScores, items[event - back], weight);
      transitions.subtractOwn(markovScores, items, items[event - back], weight);
      weight *= (float) transitions.decay();
    }
    for (int i = 0; i < markovScores.length; i++) {
      markovScores[i] = (float) Math.sqrt(Math.max(0, markovScores[i]));
    }
    float a = (float) (1 / spread(logits, offset + 1, fused.length - 1));
    float b = (float) (parts.markovWeight() / spread(markovScores, 1, fused.length - 1));
    float c = (float) (parts.easeWeight() / spread(easeScores, 1, fused.length - 1));
    for (int i = 0; i < fused.length; i++) {
      fused[i] = a * logits[offset + i] + b * markovScores[i] + c * easeScores[i];
    }
    for (int i = 0; i < fused.length; i++) {
      if (met[i]) {
        fused[i] = Float.NEGATIVE_INFINITY;
      }
    }
  }

  /** The standard deviation, at least a tiny number. */
  static double spread(float[] values, int from, int count) {
    float sum0 = 0;
    float sum1 = 0;
    float square0 = 0;
    float square1 = 0;
    int i = from;
    for (; i + 1 < from + count; i += 2) {
      sum0 += values[i];
      sum1 += values[i + 1];
      square0 += values[i] * values[i];
      square1 += values[i + 1] * values[i + 1];
    }
    for (; i < from + count; i++) {
      sum0 += values[i];
      square0 += values[i] * values[i];
    }
    double mean = (sum0 + sum1) / count;
    return Math.sqrt(Math.max(1e-12, (square0 + square1) / count - mean * mean));
  }
}
