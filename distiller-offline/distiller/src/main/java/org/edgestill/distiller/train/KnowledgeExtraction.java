package org.edgestill.distiller.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.edgestill.distiller.baseline.Fusion;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.evaluate.NonFiniteScoreException;

/**
 * Asks fused teachers about every training prediction, once, and streams what they say to a file.
 *
 * <p>The fused score is a weighted sum of standardised scores. A softmax follows, for which
 * additive constants are nothing, so each part is only divided by its spread over the items. What
 * the user has met is left out, and a user's own transitions are subtracted from Markov chains: the
 * answer would be among them.
 *
 * <p>Teachers must have learned from this data, and so from no validation events while there are
 * any: students are stopped and chosen by them.
 */
public final class KnowledgeExtraction {

  /** How many events a network is shown at once, at most. */
  private static final int BATCH_TOKENS = 3200;

  /** How many scores of a network are held at once, at most: 160 MB. */
  private static final int BATCH_SCORES = 40_000_000;

  /** Below this the exponential of a score, against that of the best, is not worth computing. */
  private static final double NEGLIGIBLE = -16;

  /**
   * One of the fused teachers.
   *
   * @param weight 0 leaves it out, but its hidden states may still be used
   */
  public record Part(Teacher teacher, double weight) {}

  private final Windows windows;
  private final List<Part> parts;
  private final List<Answers> answers = new ArrayList<>();
  private final double temperature;
  private final float[] fused;
  private final float[] part;
  private final boolean[] met;

  private KnowledgeExtraction(Dataset data, List<Part> parts, double temperature) {
    this.parts = parts;
    this.temperature = temperature;
    int items = data.itemCount();
    // every prediction has half a window to go by, where the user has that many events
    int length = data.schema().sequenceLength();
    this.windows =
        new Windows(data, length, length / 2, Math.min(BATCH_TOKENS, BATCH_SCORES / (items + 1)));
    for (Part each : parts) {
      answers.add(Answers.of(each.teacher(), windows, items));
    }
    this.fused = new float[items + 1];
    this.part = new float[items + 1];
    this.met = new boolean[items + 1];
  }

  /**
   * Asks, or reads back what the same teachers said before.
   *
   * @param parts the teachers; hidden states are those of the first that tells them, item vectors
   *     those of the first network
   * @param temperature divides the fused scores so that their softmax is calibrated
   * @param topItems how many items of each ranking are kept
   * @param file where the knowledge is kept
   * @throws NonFiniteScoreException if a score is not finite
   */
  public static Knowledge run(
      Dataset data, List<Part> parts, double temperature, int topItems, Path file)
      throws IOException {
    String fingerprint = fingerprint(data, parts, topItems);
    Optional<Knowledge> known = Knowledge.read(file, fingerprint);
    if (known.isPresent()) {
      return known.get();
    }
    KnowledgeExtraction extraction = new KnowledgeExtraction(data, parts, temperature);
    float[] table = embeddings(parts);
    Knowledge.Header header =
        new Knowledge.Header(
            fingerprint,
            extraction.windows.positions(),
            topItems,
            extraction.answers.stream()
                .mapToInt(Answers::hiddenWidth)
                .filter(w -> w > 0)
                .findFirst()
                .orElse(0),
            data.itemCount(),
            table.length / (data.itemCount() + 1),
            temperature);
    try (KnowledgeWriter writer = new KnowledgeWriter(file, header)) {
      writer.putEmbeddings(table);
      extraction.ask(writer, header);
      return writer.commit();
    }
  }

  private static float[] embeddings(List<Part> parts) {
    for (Part part : parts) {
      if (part.teacher() instanceof TrainedNetwork network) {
        return network.parameters().get("item");
      }
    }
    return new float[0];
  }

  private static String fingerprint(Dataset data, List<Part> parts, int topItems) {
    StringBuilder name = new StringBuilder(data.hash()).append("|top ").append(topItems);
    for (Part part : parts) {
      name.append('|').append(part.teacher().fingerprint());
      name.append(',').append(part.teacher().shape()).append(',').append(part.weight());
    }
    return name.toString();
  }

  private void ask(KnowledgeWriter writer, Knowledge.Header header) throws IOException {
    TopItems top = new TopItems(header.top());
    int[] items = new int[header.top()];
    float[] scores = new float[header.top()];
    float[] hidden = new float[header.hiddenWidth()];
    for (List<Windows.Window> batch : windows.fixed()) {
      answers.forEach(each -> each.begin(batch));
      int row = 0;
      for (Windows.Window window : batch) {
        int[] sequence = windows.sequence(window).items();
        Arrays.fill(met, false);
        for (int i = 0; i < window.lossFrom(); i++) {
          met[sequence[i]] = true;
        }
        for (int event = window.lossFrom(); event < window.to(); event++, row++) {
          met[sequence[event]] = true;
          fuse(row, window, event, hidden);
          double logSum = logSum();
          Arrays.fill(items, 0);
          Arrays.fill(scores, 0);
          top.select(fused);
          top.drain(items, scores, 0);
          float confidence = items[0] == 0 ? 0 : (float) Math.exp(scores[0] / temperature - logSum);
          writer.put(windows.position(window.user(), event), items, scores, confidence, hidden);
        }
      }
    }
  }

  private void fuse(int row, Windows.Window window, int event, float[] hidden) {
    Arrays.fill(fused, 0);
    boolean told = hidden.length == 0;
    for (int p = 0; p < parts.size(); p++) {
      Answers each = answers.get(p);
      boolean tells = !told && each.hiddenWidth() > 0;
      double weight = parts.get(p).weight();
      if (weight != 0 || tells) {
        each.scores(row, window, event, part);
      }
      if (tells) {
        each.hidden(row, hidden);
        told = true;
      }
      if (weight != 0) {
        add(parts.get(p).teacher().shape(), weight);
      }
    }
    for (int i = 0; i < fused.length; i++) {
      if (met[i]) {
        fused[i] = Float.NEGATIVE_INFINITY;
      }
    }
  }

  private void add(Fusion.Shape shape, double weight) {
    if (shape == Fusion.Shape.ROOT) {
      for (int i = 0; i < part.length; i++) {
        part[i] = (float) Math.copySign(Math.sqrt(Math.abs(part[i])), part[i]);
      }
    }
    float scale = (float) (weight / spread(part));
    for (int i = 0; i < fused.length; i++) {
      fused[i] += scale * part[i];
    }
  }

  /** The logarithm of what the softmax of the scores divided by the temperature is divided by. */
  private double logSum() {
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 1; i < fused.length; i++) {
      most = Math.max(most, fused[i]);
    }
    if (Double.isNaN(most) || most == Double.POSITIVE_INFINITY) {
      throw new NonFiniteScoreException("a teacher gave the score " + most + "; train it again");
    }
    double sum = 0;
    for (int i = 1; i < fused.length; i++) {
      double below = (fused[i] - most) / temperature;
      sum += below > NEGLIGIBLE ? Math.exp(below) : 0;
    }
    return most / temperature + Math.log(sum);
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
