package org.edgestill.distiller.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One term of a student's loss besides the softmax ones, with the parameters that only it has. */
interface LossTerm extends TrainedAlong {

  /**
   * A batch of N predictions.
   *
   * @param hidden float [N, d], part of the gradient graph
   * @param w the parameters that the network works with
   * @param offsets what the transition prior adds to the scores; {@code null} for none
   * @param knowledge what the teacher says
   * @param progress how much of the training is done, 0 to 1
   */
  record Batch(
      NDArray hidden,
      Map<String, NDArray> w,
      Windows.Targets targets,
      ItemLoss.@Nullable Offsets offsets,
      Knowledge knowledge,
      double progress) {

    NDManager manager() {
      return hidden.getManager();
    }

    /**
     * The teacher's hidden states of some of the predictions, float [rows.length, teacher width].
     */
    NDArray teacherStates(int[] rows) {
      int width = knowledge.width();
      float[] states = new float[rows.length * width];
      for (int i = 0; i < rows.length; i++) {
        knowledge.hidden(targets.positions()[rows[i]], states, i * width);
      }
      return manager().create(states, new Shape(rows.length, width));
    }

    /** The teacher's hidden states of all predictions. */
    NDArray teacherStates() {
      int[] rows = new int[targets.count()];
      Arrays.setAll(rows, i -> i);
      return teacherStates(rows);
    }
  }

  /** A scalar of which the gradient can be taken: the mean over the predictions, unweighted. */
  NDArray of(Batch batch);

  @Override
  default void addTo(Parameters.Builder builder, SplittableRandom random) {}
}
