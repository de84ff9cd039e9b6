package org.edgestill.distiller.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Distillation experts (Kang et al., "DE-RRD: A Knowledge Distillation Framework for Recommender
 * System", CIKM 2020, section 3.1): several small networks each rebuild the teacher's hidden state
 * from the student's, and which of them has to is chosen by what the teacher's state is like. One
 * map for all would have to average over unlike users.
 *
 * <p>The choice is a Gumbel softmax (Jang et al., ICLR 2017) that gets harder as training goes on:
 * its temperature falls from 1 to {@value #LAST_TEMPERATURE}. The loss is the squared distance,
 * mean over everything.
 *
 * @param width d, of the student
 * @param teacherWidth of the teacher's hidden states
 */
record ExpertsTerm(int width, int teacherWidth) implements LossTerm {

  private static final int EXPERTS = 4;
  private static final double LAST_TEMPERATURE = 0.01;
  private static final String SELECTOR = "experts.selector";

  /** Keeps the logarithms of Gumbel noise finite. */
  private static final float TINY = 1e-6f;

  private int middle() {
    return (width + teacherWidth) / 2;
  }

  @Override
  public void addTo(Parameters.Builder builder, SplittableRandom random) {
    addLinear(builder, random, SELECTOR, EXPERTS, teacherWidth);
    for (int expert = 0; expert < EXPERTS; expert++) {
      addLinear(builder, random, "experts" + expert + ".in", middle(), width);
      addLinear(builder, random, "experts" + expert + ".out", teacherWidth, middle());
    }
  }

  private static void addLinear(
      Parameters.Builder builder, SplittableRandom random, String name, int out, int in) {
    builder.add(name + ".weight", Initial.xavier(random, out, in, in, out), out, in);
    builder.add(name + ".bias", new float[out], out);
  }

  @Override
  public NDArray of(Batch batch) {
    NDArray teacher = batch.teacherStates();
    NDArray choice = choice(batch, teacher);
    NDArray guess = null;
    for (int expert = 0; expert < EXPERTS; expert++) {
      String name = "experts" + expert;
      NDArray inner = Activation.relu(linear(batch.hidden(), batch.w(), name + ".in"));
      NDArray share = choice.get(":," + expert + ":" + (expert + 1));
      NDArray part = linear(inner, batch.w(), name + ".out").mul(share);
      guess = guess == null ? part : guess.add(part);
    }
    return teacher.sub(guess).square().mean();
  }

  /** How much each expert counts, [N, EXPERTS], each row sums up to 1. */
  private static NDArray choice(Batch batch, NDArray teacher) {
    NDManager manager = batch.manager();
    NDArray logits = linear(teacher, batch.w(), SELECTOR);
    NDArray uniform = manager.randomUniform(TINY, 1 - TINY, new Shape(teacher.size(0), EXPERTS));
    NDArray gumbel = uniform.log().neg().log().neg();
    float temperature = (float) Math.pow(LAST_TEMPERATURE, batch.progress());
    return logits.add(gumbel).div(manager.create(temperature)).softmax(1);
  }

  private static NDArray linear(NDArray x, Map<String, NDArray> w, String name) {
    return Linear.linear(
            x, SequenceNetwork.at(w, name + ".weight"), SequenceNetwork.at(w, name + ".bias"))
        .singletonOrThrow();
  }
}
