package org.edgestill.benchmarks.student;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.edgestill.inference.internal.ServedModel;
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

/** Raw runs of the same student with its item table stored in other ways. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@NullUnmarked // JMH fills the fields
public class GraphRuns {
  @Param("1000")
  int items;

  /** The folder of the model store, for the catalogue. */
  @Param("")
  String store;

  /** How the table is stored. */
  @Param("int8")
  String precision;

  /** The folder with a graph for each precision. */
  @Param("")
  String graphs;

  private OrtSession session;
  private RawStudent student;

  @Setup
  public void open() throws Exception {
    try (OrtSession.SessionOptions options = ServedModel.sessionOptions()) {
      session =
          OrtEnvironment.getEnvironment()
              .createSession(Path.of(graphs, precision + ".onnx").toString(), options);
    }
    student =
        RawStudent.of(
            session,
            Students.release(Path.of(store)),
            Students.release(items).schema(),
            Workload.history(items, EncodersPart.HISTORY));
  }

  @TearDown
  public void close() throws OrtException {
    student.close();
    session.close();
  }

  @Benchmark
  public void run() throws OrtException {
    student.run();
  }
}
