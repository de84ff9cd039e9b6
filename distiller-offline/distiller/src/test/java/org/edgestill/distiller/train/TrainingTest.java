package org.edgestill.distiller.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.edgestill.distiller.baseline.BehaviourWeights;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.evaluate.Evaluator;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.evaluate.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {

  private static final Dataset RING = Worlds.ring(60, 40, 24, 1);

  @TempDir Path directory;

  @Test
  void aRuleIsLearnedAndAFinishedTrainingIsNotRepeated() throws IOException {
    TeacherTraining training =
        new TeacherTraining(RING, "transformer", Worlds.teacher(2, 12), directory);
    List<Progress.Epoch> epochs = new ArrayList<>();
    try (TrainedNetwork teacher = training.run(epochs::add)) {
      assertThat(teacher.validationNdcg10()).isGreaterThan(0.9);
      assertThat(epochs).hasSize(teacher.epochs());
      assertThat(epochs.get(epochs.size() - 1).loss()).isLessThan(epochs.get(0).loss() / 2);
    }
    epochs.clear();
    try (TrainedNetwork again = training.run(epochs::add)) {
      assertThat(epochs).isEmpty();
      assertThat(again.validationNdcg10()).isGreaterThan(0.9);
    }
  }

  @Test
  void withoutValidationExactlySoManyEpochsAreTrainedAndGoneOnWith() throws IOException {
    Dataset all = RING.withValidation();
    List<Progress.Epoch> epochs = new ArrayList<>();
    TeacherTraining training =
        new TeacherTraining(all, "t", Worlds.teacher(2, 12), directory).ending(new Epochs(7));
    try (TrainedNetwork teacher = training.run(epochs::add)) {
      assertThat(epochs).hasSize(7).allMatch(each -> each.of() == 7 && Double.isNaN(each.ndcg10()));
      assertThat(teacher.bestEpoch()).isEqualTo(7);
      assertThat(new Evaluator(all, 1).value(teacher, Split.TEST, Metric.NDCG_10))
          .isGreaterThan(0.8);
    }
    try (TrainedNetwork again = training.run(epochs::add)) {
      assertThat(epochs).as("nothing is trained twice").hasSize(7);
      assertThat(again.epochs()).isEqualTo(7);
    }
  }

  @Test
  void aGruLearnsTheRuleToo() throws IOException {
    TeacherSettings settings =
        new TeacherSettings(TeacherSettings.Kind.GRU, 16, 2, 1, 24, 0, Worlds.loop(12, 1e-2));
    try (TrainedNetwork teacher =
        new TeacherTraining(RING, "gru", settings, directory).run(Progress.NONE)) {
      assertThat(teacher.validationNdcg10()).isGreaterThan(0.9);
    }
  }

  @Test
  void whatANetworkSaysDoesNotDependOnPadding() {
    NetworkShape shape = network(16).shape();
    for (Network network : List.of(network(16), new GruNetwork(shape))) {
      try (NDManager manager = Torch.newManager();
          Parameters parameters = network.initialise(manager, 3)) {
        NetworkScorer scorer = new NetworkScorer("any", network, parameters, null);
        Context shorter = RING.validContext(0).newest(3);
        Context longer = RING.validContext(1).newest(12);
        float[] alone = new float[RING.itemCount() + 1];
        float[][] together = new float[2][alone.length];
        scorer.score(shorter, alone);
        scorer.score(List.of(longer, shorter), together);
        assertThat(together[1]).containsExactly(alone, within(1e-5f));
        assertThat(together[0]).isNotEqualTo(alone);
      }
    }
  }

  @Test
  void statesAlongTheWayAreKeptEvenlySpacedAndCanBeAsked() throws IOException {
    TeacherSettings settings =
        new TeacherSettings(
            TeacherSettings.Kind.TRANSFORMER, 16, 1, 2, 16, 3, Worlds.loop(8, 1e-2));
    TeacherTraining training = new TeacherTraining(RING, "t", settings, directory);
    try (TrainedNetwork teacher = training.run(Progress.NONE)) {
      assertThat(teacher.epochs()).isEqualTo(8);
      assertThat(new Trajectory(directory, "t", 3).epochs(8)).containsExactly(4, 8);
      assertThat(training.checkpoints(teacher)).contains(4);
      assertThat(training.checkpoint(2)).isEmpty();
      try (TrainedNetwork early = training.checkpoint(4).orElseThrow()) {
        assertThat(early.validationNdcg10()).isLessThan(teacher.validationNdcg10());
        assertThat(new Evaluator(RING, 1).value(early, Split.VALIDATION, Metric.NDCG_10))
            .isEqualTo(early.validationNdcg10());
      }
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("t.state", "t-epoch-4.state", "t-epoch-8.state");
    }
  }

  @Test
  void predictionsAreDrawnAsOftenAsTheirBehaviourWeighs() throws IOException {
    BehaviourWeights weights =
        BehaviourWeights.of(Map.of("other", 0.0, "view", 1.0, "cart", 2.0), RING.schema());
    Windows windows = new Windows(RING, 12, 6, 400);
    Random random = new Random(1);
    int[] drawn = new int[4];
    int[] all = new int[4];
    int[] behaviours = new int[windows.positions()];
    for (int user = 0; user < RING.users(); user++) {
      for (int event = 0; event + 1 < RING.train(user).length(); event++) {
        behaviours[windows.position(user, event)] = RING.train(user).behaviours()[event + 1];
      }
    }
    for (List<Windows.Window> batch : windows.fixed()) {
      for (int position : windows.targets(batch).positions()) {
        all[behaviours[position]]++;
      }
      Windows.Targets targets = windows.drawn(batch, weights, random);
      for (int position : targets.positions()) {
        drawn[behaviours[position]]++;
      }
      assertThat(targets.items()).hasSameSizeAs(targets.rows()).hasSize(targets.count());
    }
    assertThat(drawn[1]).isZero();
    assertThat((double) drawn[2] / all[2]).isBetween(0.4, 0.6);
    assertThat(drawn[3]).isEqualTo(all[3]);
    try (TrainedNetwork teacher =
        new TeacherTraining(RING, "weighed", Worlds.teacher(1, 2), weights, directory)
            .run(Progress.NONE)) {
      assertThat(teacher.fingerprint()).contains("behaviours [0.0, 1.0, 2.0]");
    }
  }

  @Test
  void theLearningRateRisesAndThenFallsAsScheduled() {
    for (LoopSettings.Schedule schedule : LoopSettings.Schedule.values()) {
      LoopSettings settings = new LoopSettings(1, 1, 2, schedule, 10, 1, 0, 0, 0, 0, 1, 0, 0);
      assertThat(settings.learningRate(0, 110)).isEqualTo(0.2);
      assertThat(settings.learningRate(9, 110)).isEqualTo(2);
      double middle = settings.learningRate(60, 110);
      double end = settings.learningRate(110, 110);
      switch (schedule) {
        case CONSTANT -> assertThat(middle).isEqualTo(2).isEqualTo(end);
        case LINEAR, COSINE -> {
          assertThat(middle).isCloseTo(1.01, within(1e-9));
          assertThat(end).isCloseTo(0.02, within(1e-9));
        }
      }
      double early = settings.learningRate(35, 110);
      assertThat(early > 1.6).isEqualTo(schedule != LoopSettings.Schedule.LINEAR);
    }
  }

  @Test
  void theSoftmaxIsSampledWhereTheCatalogueIsLarge() {
    assertThat(ItemLoss.of(20_000, LoopSettings.AUTO)).isInstanceOf(FullSoftmax.class);
    assertThat(ItemLoss.of(20_001, LoopSettings.AUTO)).isInstanceOf(SampledSoftmax.class);
    assertThat(ItemLoss.of(500, 100)).isInstanceOf(SampledSoftmax.class);
    assertThat(ItemLoss.of(500, 500)).isInstanceOf(FullSoftmax.class);
    assertThat(ItemLoss.of(50_000, 0)).isInstanceOf(FullSoftmax.class);
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
