package org.edgestill.distiller.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.edgestill.distiller.data.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {

  private static final Dataset RING = Worlds.ring(60, 40, 24, 1);

  @TempDir Path directory;

  @Test
  void aRuleIsLearnedAndAFinishedTrainingIsNotRepeated() throws IOException {
    TeacherSettings settings = new TeacherSettings(16, 2, 2, 32, Worlds.loop(12, 1e-2));
    List<Progress.Epoch> epochs = new ArrayList<>();
    try (TrainedTransformer teacher = TeacherTraining.run(RING, settings, directory, epochs::add)) {
      assertThat(teacher.validationNdcg10()).isGreaterThan(0.9);
      assertThat(epochs).hasSize(teacher.epochs());
      assertThat(epochs.get(epochs.size() - 1).loss()).isLessThan(epochs.get(0).loss() / 2);
    }
    epochs.clear();
    try (TrainedTransformer again = TeacherTraining.run(RING, settings, directory, epochs::add)) {
      assertThat(epochs).isEmpty();
      assertThat(again.validationNdcg10()).isGreaterThan(0.9);
    }
  }

  @Test
  void aStoppedTrainingGoesOnAsIfItHadNeverStopped() throws IOException {
    SequenceNetwork network = network(16);
    LoopSettings settings = Worlds.loop(4, 5e-3);
    try (NDManager manager = Torch.newManager()) {
      TrainingState whole =
          loop(network, settings, new HardObjective(new FullSoftmax()), "whole", Progress.NONE)
              .run(manager);
      Progress stop =
          epoch -> {
            if (epoch.number() == 3) {
              throw new StoppedException();
            }
          };
      assertThatThrownBy(
              () ->
                  loop(network, settings, new HardObjective(new FullSoftmax()), "parts", stop)
                      .run(manager))
          .isInstanceOf(StoppedException.class);
      TrainingState resumed =
          loop(network, settings, new HardObjective(new FullSoftmax()), "parts", Progress.NONE)
              .run(manager);
      assertThat(resumed.parameters()).isEqualTo(whole.parameters());
      assertThat(resumed.best()).isEqualTo(whole.best());
    }
  }

  private static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void aDamagedStateIsNotUsed() throws IOException {
    Path file = directory.resolve("x.state");
    float[] values = {1, 2, 3};
    new TrainingState("mine", 2, 1, 0.5, 0, 7, values, values, values, values).write(file);
    assertThat(TrainingState.read(file, "mine")).isPresent();
    assertThat(TrainingState.read(file, "other")).isEmpty();
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertThat(TrainingState.read(file, "mine")).isEmpty();
  }

  @Test
  void aLossThatIsNotFiniteOnceIsSurvived() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    Objective hard = new HardObjective(new FullSoftmax());
    Objective spoiled =
        (hidden, w, windows, targets) -> {
          ItemLoss.Result result = hard.loss(hidden, w, windows, targets);
          boolean spoil = calls.incrementAndGet() == 3;
          NDArray nan = hidden.getManager().create(Float.NaN);
          return spoil ? new ItemLoss.Result(result.surrogate().mul(nan), 1) : result;
        };
    try (NDManager manager = Torch.newManager()) {
      TrainingState state =
          loop(network(16), Worlds.loop(6, 1e-2), spoiled, "once", Progress.NONE).run(manager);
      assertThat(state.restarts()).isEqualTo(1);
      assertThat(state.epoch()).isEqualTo(6);
      assertThat(state.best()).isGreaterThan(0.5);
    }
  }

  @Test
  void aLossThatIsNeverFiniteEndsTrainingWithAClearError() {
    Objective never =
        (hidden, w, windows, targets) -> new ItemLoss.Result(hidden.sum(), Double.NaN);
    try (NDManager manager = Torch.newManager()) {
      assertThatThrownBy(
              () ->
                  loop(network(16), Worlds.loop(6, 1e-2), never, "never", Progress.NONE)
                      .run(manager))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessageContaining("after 2 restarts")
          .hasMessageContaining("not finite");
    }
  }

  @Test
  void noStepLeavesAnArrayBehind() throws IOException {
    List<Integer> arrays = new ArrayList<>();
    Objective hard = new HardObjective(new FullSoftmax());
    Objective counting =
        (hidden, w, windows, targets) -> {
          NDManager parameters = hidden.getManager().getParentManager();
          arrays.add(parameters.getManagedArrays().size());
          return hard.loss(hidden, w, windows, targets);
        };
    try (NDManager manager = Torch.newManager()) {
      loop(network(16), Worlds.loop(2, 1e-3), counting, "leak", Progress.NONE).run(manager);
      assertThat(arrays).hasSizeGreaterThan(10).containsOnly(arrays.get(0));
      assertThat(manager.getManagedArrays()).isEmpty();
    }
  }

  private static SequenceNetwork network(int width) {
    return new SequenceNetwork(
        new NetworkShape(
            RING.itemCount(),
            RING.schema().sequenceLength(),
            RING.schema().behaviourCodes(),
            RING.schema().gapCodes(),
            width,
            1,
            2,
            width));
  }

  private TrainingLoop loop(
      SequenceNetwork network,
      LoopSettings settings,
      Objective objective,
      String name,
      Progress progress) {
    return new TrainingLoop(
        name, network, RING, settings, objective, null, directory.resolve(name), "", progress);
  }
}
