package org.edgestill.distiller.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.core.Linear;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.edgestill.distiller.baseline.Ease;
import org.edgestill.distiller.baseline.Fusion;
import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.evaluate.Scorer;

/**
 * Asks the fused teacher about every training prediction, once.
 *
 * <p>The fused score is a weighted sum of standardised scores. A softmax follows, for which
 * additive constants are nothing, so each part is only divided by its spread over the items. What
 * the user has met is left out, and a user's own transitions are subtracted from Markov chains: the
 * answer would be among them.
 */
public final class KnowledgeExtraction {

  /** How many events the Transformer is shown at once. */
  private static final int BATCH_TOKENS = 3200;

  /** One of the other models: how it walks, and how it counts. */
  private record Other(Walk walk, Fusion.Shape shape, double weight) {}

  private final Dataset data;
  private final Windows windows;
  private final Knowledge knowledge;
  private final double transformerWeight;
  private final List<Other> others = new ArrayList<>();
  private final float[] fused;
  private final float[] part;
  private final boolean[] met;
  private final TopItems top;

  private KnowledgeExtraction(
      Dataset data, Fusion fusion, TrainedTransformer transformer, Knowledge knowledge) {
    this.data = data;
    this.windows = windows(data, transformer);
    this.knowledge = knowledge;
    int items = data.itemCount();
    double own = 0;
    for (Fusion.Part each : fusion.parts()) {
      if (each.scorer() == transformer) {
        own = each.weight();
      } else if (each.weight() != 0) {
        OwnTransitions ownTransitions =
            new OwnTransitions(
                each.scorer() instanceof Markov markov
                    ? markov.settings()
                    : Markov.Settings.BASELINE);
        others.add(
            new Other(Walk.of(each.scorer(), ownTransitions, items), each.shape(), each.weight()));
      }
    }
    this.transformerWeight = own;
    this.fused = new float[items + 1];
    this.part = new float[items + 1];
    this.met = new boolean[items + 1];
    this.top = new TopItems(knowledge.top());
  }

  /** Every prediction has half a window to go by, where the user has that many events. */
  private static Windows windows(Dataset data, TrainedTransformer transformer) {
    int length = transformer.network().shape().length();
    return new Windows(data, length, length / 2, BATCH_TOKENS);
  }

  /**
   * Asks, or reads back what the same teacher said before.
   *
   * @param fusion of the Transformer and any other models
   * @param transformer whose hidden states become hints; usually a part of the fusion
   * @param topItems how many items of each ranking are kept
   * @param file where the knowledge is kept
   */
  public static Knowledge run(
      Dataset data, Fusion fusion, TrainedTransformer transformer, int topItems, Path file)
      throws IOException {
    String fingerprint = fingerprint(fusion, transformer, topItems);
    Optional<Knowledge> known = Knowledge.read(file, fingerprint);
    if (known.isPresent()) {
      return known.get();
    }
    Knowledge knowledge =
        Knowledge.empty(
            fingerprint,
            windows(data, transformer).positions(),
            topItems,
            transformer.network().shape().width());
    new KnowledgeExtraction(data, fusion, transformer, knowledge).ask(transformer);
    knowledge.write(file);
    return knowledge;
  }

  private static String fingerprint(Fusion fusion, TrainedTransformer transformer, int topItems) {
    StringBuilder name = new StringBuilder(transformer.fingerprint()).append("|top ");
    name.append(topItems);
    for (Fusion.Part part : fusion.parts()) {
      Scorer scorer = part.scorer();
      name.append('|').append(scorer.name()).append(',').append(part.shape());
      name.append(',').append(part.weight());
      if (scorer instanceof Markov markov) {
        name.append(',').append(markov.settings());
      } else if (scorer instanceof Ease ease) {
        name.append(',').append(ease.lambda()).append(',').append(ease.newest());
      }
    }
    return name.toString();
  }

  private void ask(TrainedTransformer transformer) {
    Parameters parameters = transformer.parameters();
    for (List<Windows.Window> batch : windows.fixed()) {
      try (NDManager manager = parameters.flat().getManager().newSubManager()) {
        Map<String, NDArray> w = parameters.leaves(manager, false);
        TokenBatch tokens = TokenBatch.of(manager, windows.stretches(batch));
        Windows.Targets targets = windows.targets(batch);
        NDArray all = transformer.network().hidden(w, tokens, 0);
        NDArray hidden = SequenceNetwork.lookup(manager.create(targets.rows()), all);
        keepHidden(hidden.toFloatArray(), targets);
        float[] logits =
            Linear.linear(hidden, SequenceNetwork.at(w, "item"), SequenceNetwork.at(w, "itemBias"))
                .singletonOrThrow()
                .toFloatArray();
        int row = 0;
        for (Windows.Window window : batch) {
          window(window, logits, row);
          row += window.predictions();
        }
      }
    }
  }

  private void keepHidden(float[] states, Windows.Targets targets) {
    int width = knowledge.width();
    for (int i = 0; i < targets.count(); i++) {
      System.arraycopy(
          states, i * width, knowledge.hidden(), targets.positions()[i] * width, width);
    }
  }

  private void window(Windows.Window window, float[] logits, int firstRow) {
    int user = window.user();
    int[] items = data.train(user).items();
    Arrays.fill(met, false);
    for (int i = 0; i < window.lossFrom(); i++) {
      met[items[i]] = true;
    }
    others.forEach(other -> other.walk().begin(user, data.train(user), window.lossFrom()));
    for (int event = window.lossFrom(); event < window.to(); event++) {
      met[items[event]] = true;
      fuse(event, logits, (firstRow + event - window.lossFrom()) * fused.length);
      top.select(fused);
      top.drain(
          knowledge.items(), knowledge.scores(), windows.position(user, event) * knowledge.top());
    }
  }

  private void fuse(int event, float[] logits, int offset) {
    System.arraycopy(logits, offset, fused, 0, fused.length);
    float factor = (float) (transformerWeight / spread(fused));
    for (int i = 0; i < fused.length; i++) {
      fused[i] *= factor;
    }
    for (Other other : others) {
      other.walk().next(event, part);
      if (other.shape() == Fusion.Shape.ROOT) {
        root(part);
      }
      float scale = (float) (other.weight() / spread(part));
      for (int i = 0; i < fused.length; i++) {
        fused[i] += scale * part[i];
      }
    }
    for (int i = 0; i < fused.length; i++) {
      if (met[i]) {
        fused[i] = Float.NEGATIVE_INFINITY;
      }
    }
  }

  private static void root(float[] scores) {
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) Math.copySign(Math.sqrt(Math.abs(scores[i])), scores[i]);
    }
  }

  /** The standard deviation over items 1 to V; infinite if all are alike, so that they count 0. */
  private static double spread(float[] scores) {
    double sum = 0;
    double squares = 0;
    for (int i = 1; i < scores.length; i++) {
      sum += scores[i];
      squares += (double) scores[i] * scores[i];
    }
    int items = scores.length - 1;
    double mean = sum / items;
    double variance = squares / items - mean * mean;
    return variance > 0 ? Math.sqrt(variance) : Double.POSITIVE_INFINITY;
  }
}
