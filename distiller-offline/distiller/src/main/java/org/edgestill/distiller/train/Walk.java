package org.edgestill.distiller.train;

import java.util.Arrays;
import org.edgestill.distiller.baseline.Ease;
import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Sequence;
import org.edgestill.distiller.evaluate.Scorer;

/**
 * Scores by one model while moving along a training sequence, event by event: what the model says
 * about the event that comes next.
 */
interface Walk {

  /** Begins: what is asked first is event {@code first} of the user, all before it is known. */
  void begin(int user, Sequence sequence, int first);

  /**
   * Scores after an event; called for one event after the other.
   *
   * @param scores filled completely, length V + 1
   */
  void next(int event, float[] scores);

  /** The quickest walk for a model. */
  static Walk of(Scorer scorer, int items) {
    if (scorer instanceof Markov markov) {
      return new MarkovWalk(markov, new OwnTransitions(markov.settings()));
    }
    if (scorer instanceof Ease ease) {
      return new EaseWalk(ease, items);
    }
    return new AnyWalk(scorer);
  }

  /** Any model: asked anew about each beginning of the sequence. */
  final class AnyWalk implements Walk {
    private final Scorer scorer;
    private int user;
    private Sequence sequence = new Sequence(new int[0], new int[0], new int[0], new long[0]);

    AnyWalk(Scorer scorer) {
      this.scorer = scorer;
    }

    @Override
    public void begin(int user, Sequence sequence, int first) {
      this.user = user;
      this.sequence = sequence;
    }

    @Override
    public void next(int event, float[] scores) {
      scorer.score(
          new Context(
              user,
              Arrays.copyOf(sequence.items(), event + 1),
              Arrays.copyOf(sequence.behaviours(), event + 1),
              Arrays.copyOf(sequence.gaps(), event + 1)),
          scores);
    }
  }

  /** A chain without what the user's own sequence added to it. */
  final class MarkovWalk implements Walk {
    private final Markov markov;
    private final OwnTransitions own;
    private Sequence sequence = new Sequence(new int[0], new int[0], new int[0], new long[0]);

    MarkovWalk(Markov markov, OwnTransitions own) {
      this.markov = markov;
      this.own = own;
    }

    @Override
    public void begin(int user, Sequence of, int first) {
      sequence = of;
    }

    @Override
    public void next(int event, float[] scores) {
      Arrays.fill(scores, 0);
      float weight = 1;
      for (int back = 0; back < markov.settings().window() && back <= event; back++) {
        int item = sequence.items()[event - back];
        float scale = weight;
        markov.transitions().addRow(item, scale, scores);
        own.visit(sequence, item, (to, count) -> scores[to] -= scale * count);
        weight *= (float) markov.settings().decay();
      }
      for (int i = 0; i < scores.length; i++) {
        scores[i] = Math.max(0, scores[i]);
      }
    }
  }

  /** EASE: rows come in and go out as the window of newest items moves on. */
  final class EaseWalk implements Walk {
    private final Ease ease;
    private final float[] sum;
    private final int[] inWindow;
    private int[] items = {};

    EaseWalk(Ease ease, int items) {
      this.ease = ease;
      this.sum = new float[items + 1];
      this.inWindow = new int[items + 1];
    }

    @Override
    public void begin(int user, Sequence sequence, int first) {
      items = sequence.items();
      Arrays.fill(sum, 0);
      Arrays.fill(inWindow, 0);
      for (int i = Math.max(0, first - Math.min(first, ease.newest())); i < first; i++) {
        enter(items[i]);
      }
    }

    @Override
    public void next(int event, float[] scores) {
      enter(items[event]);
      if (event >= ease.newest()) {
        leave(items[event - ease.newest()]);
      }
      System.arraycopy(sum, 0, scores, 0, sum.length);
    }

    private void enter(int item) {
      if (inWindow[item]++ == 0) {
        ease.addRow(item, 1, sum);
      }
    }

    private void leave(int item) {
      if (--inWindow[item] == 0) {
        ease.addRow(item, -1, sum);
      }
    }
  }
}
