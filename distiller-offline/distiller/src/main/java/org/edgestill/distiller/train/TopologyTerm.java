package org.edgestill.distiller.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * Topology distillation (Kang et al., "Topology Distillation for Recommender System", KDD 2021, the
 * full topology of a batch; Park et al., "Relational Knowledge Distillation", CVPR 2019): who is
 * like whom. The cosines between all pairs of up to {@value #SAMPLE} of the student's hidden states
 * are to be those between the teacher's; the loss is the squared difference, mean over the pairs.
 * It needs no projector, because relations do not depend on the width.
 */
record TopologyTerm() implements LossTerm {

  /** As many states as are compared, spread evenly over the batch. */
  private static final int SAMPLE = 512;

  private static final float TINY = 1e-8f;

  @Override
  public NDArray of(Batch batch) {
    NDManager manager = batch.manager();
    int count = batch.targets().count();
    int sample = Math.min(SAMPLE, count);
    int[] rows = new int[sample];
    Arrays.setAll(rows, i -> (int) ((long) i * count / sample));
    long[] indices = Arrays.stream(rows).asLongStream().toArray();
    NDArray student =
        SequenceNetwork.lookup(manager.create(indices, new Shape(sample)), batch.hidden());
    return cosines(student).sub(cosines(batch.teacherStates(rows))).square().mean();
  }

  /** Of all pairs of rows. */
  private static NDArray cosines(NDArray rows) {
    NDArray tiny = rows.getManager().create(TINY);
    NDArray length = rows.square().sum(new int[] {1}, true).add(tiny).sqrt();
    NDArray unit = rows.div(length);
    return unit.matMul(unit.transpose());
  }
}
