package org.edgestill.benchmarks.student;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.edgestill.api.recommend.Recommendation;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A request, with another engine for the run. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@NullUnmarked // JMH fills the fields
public class PeerRuns {
  @Param("1000")
  int items;

  @Param("20")
  int history;

  /** The folder of the model store. */
  @Param("")
  String store;

  @Param({Engine.PLAIN, Engine.DJL, Engine.HTTP})
  String engine;

  private OtherRecommender recommender;

  @Setup
  public void open() throws Exception {
    recommender = OtherRecommender.open(Path.of(store), items, history, engine);
  }

  @Benchmark
  public List<Recommendation> recommend() throws Exception {
    return recommender.recommend();
  }

  @TearDown
  public void close() throws Exception {
    recommender.close();
  }
}
