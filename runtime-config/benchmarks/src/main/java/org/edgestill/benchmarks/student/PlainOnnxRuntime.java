package org.edgestill.benchmarks.student;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import java.util.Map;

/**
 * ONNX Runtime as its examples use it: tensors made of arrays for each run, results copied out of
 * it, the default options but for one thread.
 */
final class PlainOnnxRuntime implements Engine {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  private PlainOnnxRuntime(OrtSession session) {
    this.session = session;
  }

  static PlainOnnxRuntime open(Path student) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      return new PlainOnnxRuntime(
          OrtEnvironment.getEnvironment().createSession(student.toString(), options));
    }
  }

  @Override
  public Top run(Question question) throws OrtException {
    try (OnnxTensor items = row(question.items());
        OnnxTensor behaviours = row(question.behaviours());
        OnnxTensor gaps = row(question.gaps());
        OnnxTensor exclude = row(question.exclude());
        OnnxTensor k = OnnxTensor.createTensor(environment, new long[] {question.k()});
        OrtSession.Result result =
            session.run(
                Map.of(
                    "items", items,
                    "behaviours", behaviours,
                    "gaps", gaps,
                    "exclude", exclude,
                    "k", k))) {
      return new Top(
          ((long[][]) result.get("top_items").orElseThrow().getValue())[0],
          ((float[][]) result.get("top_scores").orElseThrow().getValue())[0]);
    }
  }

  private OnnxTensor row(long[] values) throws OrtException {
    return OnnxTensor.createTensor(environment, new long[][] {values});
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
