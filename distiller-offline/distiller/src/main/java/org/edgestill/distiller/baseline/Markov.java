package org.edgestill.distiller.baseline;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.data.Sequence;
import org.edgestill.distiller.evaluate.Evaluator;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.evaluate.Scorer;
import org.edgestill.distiller.evaluate.Split;

/**
 * A Markov chain that looks back over a few items. Learned: the weight of i to j is the sum, over
 * all places where j comes r + 1 events after i and r &lt; window, of decay^r, times the weight of
 * what the user did with j. Scored: the rows of the newest items, the one r events back scaled by
 * decay^r.
 */
public final class Markov implements Scorer {

  /**
   * What a chain is made of.
   *
   * @param window how many of the newest items count, 1 or more
   * @param decay what one step further back is worth, 0 to 1
   * @param weights how much it counts that an item came, by behaviour
   */
  public record Settings(int window, double decay, BehaviourWeights weights) {

    /** The chain of every report: three items back. */
    public static final Settings BASELINE = new Settings(3, 0.6);

    /** With all behaviours alike. */
    public Settings(int window, double decay) {
      this(window, decay, BehaviourWeights.EQUAL);
    }

    /** The same with other weights. */
    public Settings with(BehaviourWeights other) {
      return new Settings(window, decay, other);
    }

    public Settings {
      if (window < 1 || !(decay >= 0 && decay <= 1)) {
        throw new IllegalArgumentException(
            "a Markov chain needs a window of at least 1 and a decay of 0 to 1, but got %d and %s"
                .formatted(window, decay));
      }
    }
  }

  private final String name;
  private final Settings settings;
  private final Transitions transitions;

  private Markov(String name, Settings settings, Transitions transitions) {
    this.name = name;
    this.settings = settings;
    this.transitions = transitions;
  }

  /** Learns from the training events. */
  public static Markov learn(Dataset data, Settings settings) {
    Transitions.Builder pairs = new Transitions.Builder(data.itemCount());
    for (int user = 0; user < data.users(); user++) {
      Sequence train = data.train(user);
      int[] items = train.items();
      for (int at = 1; at < items.length; at++) {
        float weight = settings.weights.of(train.behaviours()[at]);
        for (int r = 0; r < settings.window && at - 1 - r >= 0 && weight > 0; r++) {
          pairs.add(items[at - 1 - r], items[at], weight);
          weight *= (float) settings.decay;
        }
      }
    }
    return new Markov("markov", settings, pairs.build());
  }

  /**
   * Learns with each of the settings and keeps what is best on validation, by NDCG@10.
   *
   * @throws IllegalArgumentException if there are no settings
   */
  public static Markov fit(Dataset data, List<Settings> candidates) {
    Evaluator evaluator = new Evaluator(data, 0);
    Markov best =
        candidates.stream()
            .map(settings -> learn(data, settings))
            .max(
                Comparator.comparingDouble(
                    chain -> evaluator.value(chain, Split.VALIDATION, Metric.NDCG_10)))
            .orElseThrow(() -> new IllegalArgumentException("no Markov settings to choose from"));
    return new Markov("markov-tuned", best.settings, best.transitions);
  }

  /** The learned weights. */
  public Transitions transitions() {
    return transitions;
  }

  public Settings settings() {
    return settings;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "%s (window %d, decay %s)".formatted(name, settings.window, settings.decay);
  }

  /** Row starts, and a successor and a weight for each pair, four bytes each. */
  @Override
  public long bytes() {
    return 4L * transitions.starts().length + 8L * transitions.size();
  }

  @Override
  public void score(Context context, float[] scores) {
    Arrays.fill(scores, 0);
    int[] items = context.items();
    float weight = 1;
    for (int r = 0; r < settings.window && r < items.length; r++) {
      transitions.addRow(items[items.length - 1 - r], weight, scores);
      weight *= (float) settings.decay;
    }
  }
}
