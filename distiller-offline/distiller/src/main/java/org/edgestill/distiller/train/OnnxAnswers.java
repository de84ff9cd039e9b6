package org.edgestill.distiller.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Sequence;

/** A model that answers about the end of a sequence only is asked about each beginning of it. */
final class OnnxAnswers implements Answers {

  /** How many beginnings are asked about at once. */
  private static final int AHEAD = 32;

  private final OnnxTeacher teacher;
  private final Windows windows;
  private final float[][] scores;
  private final float[][] hidden;
  private int first;
  private int known;

  OnnxAnswers(OnnxTeacher teacher, Windows windows, int items) {
    this.teacher = teacher;
    this.windows = windows;
    this.scores = new float[AHEAD][items + 1];
    this.hidden = new float[AHEAD][teacher.hiddenWidth()];
  }

  @Override
  public void begin(List<Windows.Window> batch) {
    known = 0;
  }

  @Override
  public void scores(int row, Windows.Window window, int event, float[] into) {
    if (event == window.lossFrom() || row - first >= known) {
      ask(window, event);
      first = row;
    }
    System.arraycopy(scores[row - first], 0, into, 0, into.length);
  }

  private void ask(Windows.Window window, int event) {
    Sequence sequence = windows.sequence(window);
    List<Context> contexts = new ArrayList<>();
    for (int to = event + 1; to <= Math.min(event + AHEAD, window.to()); to++) {
      contexts.add(
          new Context(
              window.user(),
              Arrays.copyOf(sequence.items(), to),
              Arrays.copyOf(sequence.behaviours(), to),
              Arrays.copyOf(sequence.gaps(), to)));
    }
    known = contexts.size();
    teacher.score(contexts, scores, teacher.hiddenWidth() == 0 ? new float[0][] : hidden);
  }

  @Override
  public int hiddenWidth() {
    return teacher.hiddenWidth();
  }

  @Override
  public void hidden(int row, float[] into) {
    System.arraycopy(hidden[row - first], 0, into, 0, into.length);
  }
}
