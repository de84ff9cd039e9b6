package org.edgestill.distiller.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.core.Linear;
import java.util.List;
import java.util.Map;

/** A network answers a whole batch at once: one pass gives the states of all positions. */
final class NetworkAnswers implements Answers {

  private final TrainedNetwork teacher;
  private final Windows windows;
  private final int width;
  private float[] states = {};
  private float[] logits = {};

  NetworkAnswers(TrainedNetwork teacher, Windows windows) {
    this.teacher = teacher;
    this.windows = windows;
    this.width = teacher.network().shape().width();
  }

  @Override
  public void begin(List<Windows.Window> batch) {
    Parameters parameters = teacher.parameters();
    try (NDManager manager = parameters.flat().getManager().newSubManager()) {
      Map<String, NDArray> w = parameters.leaves(manager, false);
      TokenBatch tokens = TokenBatch.of(manager, windows.stretches(batch));
      NDArray all = teacher.network().hidden(w, tokens, 0);
      NDArray hidden = SequenceNetwork.lookup(manager.create(windows.targets(batch).rows()), all);
      states = hidden.toFloatArray();
      logits =
          Linear.linear(hidden, SequenceNetwork.at(w, "item"), SequenceNetwork.at(w, "itemBias"))
              .singletonOrThrow()
              .toFloatArray();
    }
  }

  @Override
  public void scores(int row, Windows.Window window, int event, float[] scores) {
    System.arraycopy(logits, row * scores.length, scores, 0, scores.length);
  }

  @Override
  public int hiddenWidth() {
    return width;
  }

  @Override
  public void hidden(int row, float[] hidden) {
    System.arraycopy(states, row * width, hidden, 0, width);
  }
}
