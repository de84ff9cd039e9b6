package org.edgestill.distiller.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.data.MlLatestSmall;
import org.edgestill.distiller.export.OnnxStudent;
import org.edgestill.distiller.export.Parity;
import org.edgestill.graph.StudentGraph;
import org.edgestill.graph.StudentWeights;
import org.edgestill.graph.TransitionPrior;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training code, graph in single precision and graph that ships agree on real histories. */
class StudentParityTest {

  private static final Dataset DATA = MlLatestSmall.prepare().data();

  @TempDir Path directory;

  @Test
  void trainingCodeAndRuntimeGiveTheSameScores() throws IOException {
    Markov chain = Markov.learn(DATA, Markov.Settings.BASELINE);
    TransitionPrior prior = TransitionPriors.of(chain, DATA.itemCount(), 16);
    LoopSettings oneEpoch =
        new LoopSettings(1, 1, 5e-3, LoopSettings.Schedule.COSINE, 20, 6400, 0, 256, 0, 0, 5, 0, 1);
    NetworkShape shape =
        new NetworkShape(
            DATA.itemCount(),
            50,
            DATA.schema().behaviourCodes(),
            DATA.schema().gapCodes(),
            32,
            1,
            2,
            64);
    SequenceNetwork network = new SequenceNetwork(shape, 0, true);
    PriorOffsets offsets =
        new PriorOffsets(DATA, chain.settings(), prior, new Windows(DATA, 50, 0, 6400));
    ItemLoss loss = ItemLoss.of(DATA.itemCount(), oneEpoch.negatives());
    try (NDManager manager = Torch.newManager()) {
      TrainingState state =
          new TrainingLoop(
                  "student",
                  network,
                  DATA,
                  oneEpoch,
                  new HardObjective(loss, offsets),
                  prior,
                  directory.resolve("student.state"),
                  "",
                  Progress.NONE)
              .run(manager);
      Parameters trained = network.initialise(manager, 0).with(state.parameters());
      float weight = trained.get(SequenceNetwork.PRIOR_WEIGHT)[0];
      StudentWeights weights =
          StudentParameters.weights(shape, trained)
              .withPrior(TransitionPriors.weighted(prior, weight));
      compare(new NetworkScorer("student", network, trained, prior), weights);
    }
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
