package org.edgestill.distiller.train;

import java.util.List;

/**
 * What one teacher says about training predictions, batch by batch. Within a batch predictions are
 * asked for in the order of {@link Windows#targets}.
 */
interface Answers {

  /** Begins with a batch. What was said about the one before is forgotten. */
  void begin(List<Windows.Window> batch);

  /**
   * Scores every item after an event.
   *
   * @param row the number of the prediction in its batch
   * @param window where it is
   * @param event the newest event that is known
   * @param scores filled completely, length V + 1
   */
  void scores(int row, Windows.Window window, int event, float[] scores);

  /** H, the width of the hidden states; 0 if the teacher does not tell them. */
  default int hiddenWidth() {
    return 0;
  }

  /**
   * The hidden state behind the scores that were asked for last.
   *
   * @param hidden length H
   */
  default void hidden(int row, float[] hidden) {}

  /** The answers of any teacher. */
  static Answers of(Teacher teacher, Windows windows, int items) {
    if (teacher instanceof TrainedNetwork network) {
      return new NetworkAnswers(network, windows);
    }
    if (teacher instanceof OnnxTeacher onnx) {
      return new OnnxAnswers(onnx, windows, items);
    }
    return new WalkAnswers(Walk.of(teacher.scorer(), items), windows);
  }
}
