package org.edgestill.distiller.train;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.core.Linear;
import java.util.SplittableRandom;

/**
 * Hints: the squared distance from a linear map of the student's hidden state to the teacher's,
 * mean over everything (Romero et al., "FitNets: Hints for Thin Deep Nets", ICLR 2015). The map,
 * the projector, is for training only.
 *
 * @param width d, of the student
 * @param teacherWidth of the teacher's hidden states
 */
record HintTerm(int width, int teacherWidth) implements LossTerm {

  private static final String WEIGHT = "hint.weight";
  private static final String BIAS = "hint.bias";

  @Override
  public void addTo(Parameters.Builder builder, SplittableRandom random) {
    builder.add(
        WEIGHT,
        Initial.xavier(random, teacherWidth, width, width, teacherWidth),
        teacherWidth,
        width);
    builder.add(BIAS, new float[teacherWidth], teacherWidth);
  }

  @Override
  public NDArray of(Batch batch) {
    NDArray guess =
        Linear.linear(
                batch.hidden(),
                SequenceNetwork.at(batch.w(), WEIGHT),
                SequenceNetwork.at(batch.w(), BIAS))
            .singletonOrThrow();
    return guess.sub(batch.teacherStates()).square().mean();
  }
}
