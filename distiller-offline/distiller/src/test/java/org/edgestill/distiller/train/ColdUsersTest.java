package org.edgestill.distiller.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.edgestill.distiller.baseline.Ease;
import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.baseline.Popularity;
import org.edgestill.distiller.data.Cut;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.data.Partition;
import org.edgestill.distiller.data.Sequence;
import org.edgestill.distiller.data.SplitSettings.By;
import org.edgestill.distiller.evaluate.Evaluation;
import org.edgestill.distiller.evaluate.Evaluator;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.evaluate.Scorer;
import org.edgestill.distiller.evaluate.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With a split by time some users have nothing to train on, some have targets but no history, and
 * some have many targets. Every model must take that.
 */
class ColdUsersTest {

  @Test
  void everyModelLearnsFromTheOthersAndScoresThem(@TempDir Path folder) throws IOException {
    Dataset data = divided(Worlds.ring(60, 40, 24, 1));
    Evaluator evaluator = new Evaluator(data, 1);
    double popularity = evaluator.value(new Popularity(data), Split.TEST, Metric.NDCG_10);
    try (TrainedNetwork teacher =
        new TeacherTraining(data, "transformer", Worlds.teacher(2, 12), folder)
            .run(Progress.NONE)) {
      for (Scorer model :
          List.of(Markov.learn(data, Markov.Settings.BASELINE), Ease.learn(data, 100), teacher)) {
        Evaluation evaluation = evaluator.evaluate(model, Split.TEST);
        assertThat(evaluation.users()).as(model.name()).isEqualTo(data.users());
        assertThat(evaluation.value(Metric.NDCG_10)).as(model.name()).isGreaterThan(popularity);
      }
      assertThat(teacher.validationNdcg10()).as("of the 4 in 5 who are known").isGreaterThan(0.5);
    }
  }

  /** A third of the users is cold; of these every other one is unknown until its targets. */
  private static Dataset divided(Dataset ring) {
    List<Sequence> sequences = new ArrayList<>();
    List<Cut> cuts = new ArrayList<>();
    for (int user = 0; user < ring.users(); user++) {
      Sequence sequence = ring.everything(user);
      int length = sequence.length();
      sequences.add(sequence);
      cuts.add(
          switch (user % 6) {
            case 0 -> new Cut(0, 0, 0, 0);
            case 1 -> new Cut(0, 0, 3, length - 3);
            default -> new Cut(length - 4, length - 4, length - 2, length - 2);
          });
    }
    return new Dataset(
        ring.schema(), ring.items(), sequences, new Partition(By.TEMPORAL, 0, 1, cuts));
  }
}
