package org.edgestill.benchmarks.student;

import ai.onnxruntime.OrtException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.features.FeatureBuffers;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.api.recommend.RecommendationRequest;
import org.edgestill.api.recommend.RecommendationResult;
import org.edgestill.api.recommend.RecommendationResult.Source;
import org.edgestill.api.recommend.Recommender;
import org.edgestill.features.encoder.FeatureEncoder;
import org.edgestill.inference.internal.ServedModel;
import org.edgestill.model.Catalogue;
import org.edgestill.model.ModelPackage;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The steps of a request, alone and together. What is compared is of the same process and the same
 * session, so that where a student lies in memory is the same for both.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@NullUnmarked // JMH fills the fields
public class StudentRuns {

  /** What is varied. */
  @State(Scope.Benchmark)
  public static class Parameters {
    @Param("1000")
    int items;

    @Param("20")
    int history;

    /** The folder of the model store. */
    @Param("")
    String store;
  }

  /** All of it. */
  @State(Scope.Benchmark)
  public static class Served {
    private final RecommendationRequest request = Workload.request();
    private Workload workload;
    private ServedModel model;
    private Recommender recommender;

    @Setup
    public void open(Parameters parameters) throws Exception {
      workload = Workload.open(parameters.items, parameters.history);
      model = ServedModel.open(Path.of(parameters.store), Students.MODEL, workload.log());
      recommender = model.recommender();
      RecommendationResult first = recommender.recommend(request);
      if (first.source() != Source.STUDENT || first.items().size() != Workload.K) {
        throw new IllegalStateException("the student does not answer: " + first);
      }
    }

    @TearDown
    public void close() throws Exception {
      model.close();
      workload.close();
    }
  }

  /** What takes turns, an iteration each. */
  enum Turn {
    /** From events to numbers. */
    ENCODE,

    /** From numbers to numbers: the session alone. */
    RUN,

    /** From the user to items. */
    RECOMMEND;

    private static final Turn[] ALL = values();

    /** In their order, as figures are called. */
    static List<String> names() {
      return Arrays.stream(ALL).map(turn -> turn.name().toLowerCase(Locale.ROOT)).toList();
    }
  }

  /** The steps of the same request, on the same session. */
  @State(Scope.Benchmark)
  public static class Steps {
    private final FeatureEncoder encoder = new FeatureEncoder();
    private List<BehaviourEvent> history;
    private FeatureSchema schema;
    private Catalogue catalogue;
    private FeatureBuffers buffers;
    private RawStudent raw;
    private int iterations;
    private Turn turn;

    @Setup
    public void open(Parameters parameters, Served served) throws Exception {
      Path release = Students.release(Path.of(parameters.store));
      history = Workload.history(parameters.items, parameters.history);
      schema = Students.release(parameters.items).schema();
      catalogue = Catalogue.read(release.resolve(ModelPackage.CATALOGUE));
      buffers = FeatureBuffers.allocate(schema.sequenceLength());
      raw = RawStudent.of(served.model.session(), release, schema, history);
    }

    @Setup(Level.Iteration)
    public void next() {
      turn = Turn.ALL[iterations++ % Turn.ALL.length];
    }

    @TearDown
    public void close() {
      raw.close();
    }
  }

  /** One step; which one changes with each iteration. */
  @Benchmark
  public void steps(Steps state, Served served, Allocation allocation, Blackhole hole)
      throws OrtException {
    switch (state.turn) {
      case ENCODE ->
          hole.consume(
              state.encoder.encode(state.history, state.schema, state.catalogue, state.buffers));
      case RUN -> state.raw.run();
      case RECOMMEND -> {
        allocation.begin();
        hole.consume(recommend(served));
        allocation.end();
      }
    }
  }

  /** From the user to items. */
  @Benchmark
  public RecommendationResult recommend(Served state) {
    return state.recommender.recommend(state.request);
  }
}
