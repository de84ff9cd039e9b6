package org.edgestill.benchmarks.student;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Scoring alone, by the Vector API: what would have to be faster than all of the graph. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@NullUnmarked // JMH fills the fields
public class VectorScoring {
  @Param("1000")
  int items;

  private Scorer scorer;
  private float[] query;

  /** Makes a table, and checks that the best are the right ones. */
  @Setup
  public void fill() {
    Random random = new Random(1);
    byte[] codes = new byte[items * Students.WIDTH];
    random.nextBytes(codes);
    float[] scales = new float[items];
    query = new float[Students.WIDTH];
    for (int d = 0; d < query.length; d++) {
      query[d] = (float) random.nextGaussian();
    }
    for (int row = 0; row < items; row++) {
      scales[row] = 0.5f + random.nextFloat();
    }
    scorer = Scorer.vector();
    scorer.load(codes, scales, Students.WIDTH);
    int[] found = scorer.best(query, Workload.K);
    int[] right = exact(codes, scales);
    if (!Arrays.equals(found, right)) {
      throw new IllegalStateException(
          "the best are " + Arrays.toString(right) + ", but found " + Arrays.toString(found));
    }
  }

  private int[] exact(byte[] codes, float[] scales) {
    double[] scores = new double[items];
    for (int row = 0; row < items; row++) {
      for (int d = 0; d < query.length; d++) {
        scores[row] += (double) codes[row * query.length + d] * query[d];
      }
      scores[row] *= scales[row];
    }
    return IntStream.range(0, items)
        .boxed()
        .sorted((a, b) -> Double.compare(scores[b], scores[a]))
        .limit(Workload.K)
        .mapToInt(row -> row)
        .toArray();
  }

  @Benchmark
  public int[] score() {
    return scorer.best(query, Workload.K);
  }
}
