package org.edgestill.graph;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Arrays;
import java.util.Map;

/** A student graph in ONNX Runtime, for tests. */
final class OnnxStudent implements AutoCloseable {

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  OnnxStudent(byte[] model) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      session = environment.createSession(model, options);
    }
  }

  /** A batch; all rows of {@code exclude} have the same length. */
  Top run(Batch batch, int k) throws OrtException {
    try (OnnxTensor items = OnnxTensor.createTensor(environment, batch.items());
        OnnxTensor behaviours = OnnxTensor.createTensor(environment, batch.behaviours());
        OnnxTensor gaps = OnnxTensor.createTensor(environment, batch.gaps());
        OnnxTensor exclude = exclude(batch);
        OnnxTensor count = OnnxTensor.createTensor(environment, new long[] {k});
        OrtSession.Result result =
            session.run(
                Map.of(
                    "items", items,
                    "behaviours", behaviours,
                    "gaps", gaps,
                    "exclude", exclude,
                    "k", count))) {
      return new Top(
          (long[][]) result.get("top_items").orElseThrow().getValue(),
          (float[][]) result.get("top_scores").orElseThrow().getValue());
    }
  }

  Map<String, String> metadata() throws OrtException {
    return session.getMetadata().getCustomMetadata();
  }

  private OnnxTensor exclude(Batch batch) throws OrtException {
    long[] flat = Arrays.stream(batch.exclude()).flatMapToLong(Arrays::stream).toArray();
    long rows = batch.exclude().length;
    return OnnxTensor.createTensor(
        environment, java.nio.LongBuffer.wrap(flat), new long[] {rows, flat.length / rows});
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }

  @SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
  record Batch(long[][] items, long[][] behaviours, long[][] gaps, long[][] exclude) {}

  @SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
  record Top(long[][] items, float[][] scores) {}
}
