package org.edgestill.benchmarks.student;

import ai.onnxruntime.OrtException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.features.FeatureBuffers;
import org.edgestill.api.features.FeatureExtractor.Encoding;
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
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The steps of a request, alone and together. */
@BenchmarkMode(Mode.AverageTime)
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

  /** The encoder and what it needs. */
  @State(Scope.Benchmark)
  public static class Encoder {
    private final FeatureEncoder encoder = new FeatureEncoder();
    private List<BehaviourEvent> history;
    private FeatureSchema schema;
    private Catalogue catalogue;
    private FeatureBuffers buffers;

    @Setup
    public void open(Parameters parameters) throws Exception {
      Path release = Students.release(Path.of(parameters.store));
      history = Workload.history(parameters.items, parameters.history);
      schema = Students.release(parameters.items).schema();
      catalogue = Catalogue.read(release.resolve(ModelPackage.CATALOGUE));
      buffers = FeatureBuffers.allocate(schema.sequenceLength());
    }
  }

  /** The session alone. */
  @State(Scope.Benchmark)
  public static class Raw {
    private RawStudent student;

    @Setup
    public void open(Parameters parameters) throws Exception {
      student =
          RawStudent.open(
              Students.release(Path.of(parameters.store)),
              Students.release(parameters.items).schema(),
              Workload.history(parameters.items, parameters.history));
    }

    @TearDown
    public void close() throws OrtException {
      student.close();
    }
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

  /** From events to numbers. */
  @Benchmark
  public Encoding encode(Encoder state) {
    return state.encoder.encode(state.history, state.schema, state.catalogue, state.buffers);
  }

  /** From numbers to numbers. */
  @Benchmark
  public void run(Raw state) throws OrtException {
    state.student.run();
  }

  /** From the user to items. */
  @Benchmark
  public RecommendationResult recommend(Served state) {
    return state.recommender.recommend(state.request);
  }
}
