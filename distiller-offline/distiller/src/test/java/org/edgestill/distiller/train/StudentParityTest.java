package org.edgestill.distiller.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.data.MlLatestSmall;
import org.edgestill.distiller.export.OnnxStudent;
import org.edgestill.distiller.export.Parity;
import org.edgestill.graph.StudentGraph;
import org.edgestill.graph.StudentKind;
import org.edgestill.graph.StudentWeights;
import org.edgestill.graph.TransitionPrior;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Training code, graph in single precision and graph that ships agree on real histories. */
class StudentParityTest {

  private static final Dataset DATA = MlLatestSmall.prepare().data();

  @TempDir Path directory;

  private static final Markov CHAIN = Markov.learn(DATA, Markov.Settings.BASELINE);
  private static final TransitionPrior PRIOR = TransitionPriors.of(CHAIN, DATA.itemCount(), 16);
  private static final NetworkShape SHAPE =
      new NetworkShape(
          DATA.itemCount(),
          50,
          DATA.schema().behaviourCodes(),
          DATA.schema().gapCodes(),
          32,
          1,
          2,
          64);

  @Test
  void trainingCodeAndRuntimeGiveTheSameScores() throws IOException {
    LoopSettings oneEpoch =
        new LoopSettings(1, 1, 5e-3, LoopSettings.Schedule.COSINE, 20, 6400, 0, 256, 0, 0, 5, 0, 1);
    SequenceNetwork network = network(StudentKind.TRANSFORMER);
    PriorOffsets offsets =
        new PriorOffsets(DATA, CHAIN.settings(), PRIOR, new Windows(DATA, 50, 0, 6400));
    ItemLoss loss = ItemLoss.of(DATA.itemCount(), oneEpoch.negatives());
    try (NDManager manager = Torch.newManager()) {
      TrainingState state =
          new TrainingLoop(
                  "student",
                  network,
                  DATA,
                  oneEpoch,
                  new HardObjective(loss, offsets),
                  PRIOR,
                  directory.resolve("student.state"),
                  "",
                  Progress.NONE)
              .run(manager);
      Parameters trained = network.initialise(manager, 0).with(state.parameters());
      compare(network, StudentKind.TRANSFORMER, trained);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GRU", "MEAN", "BAG"})
  void soItIsWithEveryKind(StudentKind kind) {
    SequenceNetwork network = network(kind);
    SplittableRandom random = new SplittableRandom(4);
    try (NDManager manager = Torch.newManager()) {
      float[] values = network.initialise(manager, 3).snapshot();
      for (int i = 0; i < values.length; i++) {
        values[i] += (float) (0.2 * random.nextGaussian());
      }
      compare(network, kind, network.initialise(manager, 0).with(values));
    }
  }

  private static SequenceNetwork network(StudentKind kind) {
    return new SequenceNetwork(SHAPE, kind, List.of(SequenceNetwork.priorWeight()), null, null);
  }

  private static void compare(SequenceNetwork network, StudentKind kind, Parameters trained) {
    float weight = trained.get(SequenceNetwork.PRIOR_WEIGHT)[0];
    compare(
        new NetworkScorer("student", network, trained, PRIOR),
        StudentParameters.weights(SHAPE, kind, trained)
            .withPrior(TransitionPriors.weighted(PRIOR, weight)));
  }

  private static void compare(NetworkScorer trained, StudentWeights weights) {
    List<Context> contexts = DistillationTest.contexts(DATA);
    try (OnnxStudent precise =
            new OnnxStudent("fp32", StudentGraph.fp32(weights), DATA.itemCount());
        OnnxStudent shipped = new OnnxStudent("int8", StudentGraph.int8(weights), 10)) {
      for (Context context : contexts.subList(0, 60)) {
        float[] expected = new float[DATA.itemCount() + 1];
        trained.score(context, expected);
        OnnxStudent.Answer answer = precise.answer(List.of(context)).get(0);
        assertThat(answer.items()).isNotEmpty();
        for (int i = 0; i < answer.items().length; i++) {
          assertThat(answer.scores()[i]).isCloseTo(expected[answer.items()[i]], within(1e-4f));
        }
      }
      assertThat(Parity.of(precise, shipped, contexts).overlap10()).isGreaterThan(0.95);
    }
  }
}
