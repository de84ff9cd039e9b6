package org.edgestill.distiller.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.evaluate.Scorer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompressedTransformerTest {

  private static final int V = 120;

  @TempDir Path directory;

  @Test
  void isSmallerAndTheLessItMayTakeTheLessItIsTheSame() throws IOException {
    Dataset ring = Worlds.ring(60, V, 16, 3);
    TeacherSettings settings =
        new TeacherSettings(
            TeacherSettings.Kind.TRANSFORMER, 32, 1, 2, 32, 0, Worlds.loop(2, 5e-3));
    try (TrainedNetwork teacher =
            new TeacherTraining(ring, "transformer", settings, directory).run(Progress.NONE);
        CompressedTransformer eight = CompressedTransformer.rounded(teacher, 8);
        CompressedTransformer four = CompressedTransformer.rounded(teacher, 4);
        CompressedTransformer whole = CompressedTransformer.lowRank(teacher, Long.MAX_VALUE);
        CompressedTransformer half = CompressedTransformer.lowRank(teacher, whole.bytes() * 3 / 4);
        CompressedTransformer thin = CompressedTransformer.lowRank(teacher, 1)) {
      assertThat(eight.bytes()).isLessThan(teacher.bytes() * 2 / 5);
      assertThat(four.bytes()).isLessThan(eight.bytes() * 3 / 4);
      assertThat(half.bytes())
          .as("as wide as fits")
          .isBetween(whole.bytes() * 3 / 4 - (V + 1 + 4 * 32), whole.bytes() * 3 / 4);
      assertThat(whole.description()).contains("rank 32 of 32");
      assertThat(thin.description()).contains("rank 1 of 32");
      double ofEight = error(teacher, eight, ring);
      assertThat(ofEight).isLessThan(0.02);
      assertThat(error(teacher, whole, ring)).isLessThan(0.02);
      assertThat(error(teacher, four, ring)).isBetween(2 * ofEight, 0.5);
      assertThat(error(teacher, half, ring)).isLessThan(error(teacher, thin, ring));
    }
  }

  /** The mean squared difference of the scores, as a share of their variance. */
  private static double error(Scorer exact, Scorer other, Dataset data) {
    double squares = 0;
    double variance = 0;
    for (int user = 0; user < 20; user++) {
      float[] a = new float[V + 1];
      float[] b = new float[V + 1];
      exact.score(data.testContext(user), a);
      other.score(data.testContext(user), b);
      double mean = 0;
      for (int item = 1; item <= V; item++) {
        mean += a[item] / V;
      }
      for (int item = 1; item <= V; item++) {
        squares += (a[item] - b[item]) * (a[item] - b[item]);
        variance += (a[item] - mean) * (a[item] - mean);
      }
    }
    return squares / variance;
  }
}
