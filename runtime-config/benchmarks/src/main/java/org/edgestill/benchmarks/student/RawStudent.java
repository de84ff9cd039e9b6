package org.edgestill.benchmarks.student;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.features.FeatureBuffers;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.features.encoder.FeatureEncoder;
import org.edgestill.model.Catalogue;
import org.edgestill.model.ModelPackage;

/**
 * The least that a run of a student can be in Java: inputs and outputs off the heap and bound once,
 * exactly k items, exactly what the history excludes. The session is its user's.
 */
final class RawStudent implements AutoCloseable {
  private final OrtSession session;
  private final Map<String, OnnxTensor> inputs;
  private final Map<String, OnnxTensor> outputs;

  private RawStudent(
      OrtSession session, Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {
    this.session = session;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /**
   * A student with one history in its inputs.
   *
   * @param release with the catalogue
   */
  static RawStudent of(
      OrtSession session, Path release, FeatureSchema schema, List<BehaviourEvent> history)
      throws OrtException, IOException, ModelRefusedException {
    Catalogue catalogue = Catalogue.read(release.resolve(ModelPackage.CATALOGUE));
    FeatureBuffers features = FeatureBuffers.allocate(schema.sequenceLength());
    new FeatureEncoder().encode(history, schema, catalogue, features);
    LongBuffer exclude = direct(history.size() * Long.BYTES).asLongBuffer();
    for (BehaviourEvent event : history) {
      exclude.put(catalogue.indexOf(event.item()));
    }
    LongBuffer k = direct(Long.BYTES).asLongBuffer().put(0, Workload.K);
    long[] row = {1, schema.sequenceLength()};
    long[] top = {1, Workload.K};
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    return new RawStudent(
        session,
        Map.of(
            "items", OnnxTensor.createTensor(environment, features.items(), row),
            "behaviours", OnnxTensor.createTensor(environment, features.behaviours(), row),
            "gaps", OnnxTensor.createTensor(environment, features.gaps(), row),
            "exclude",
                OnnxTensor.createTensor(
                    environment, exclude.rewind(), new long[] {1, history.size()}),
            "k", OnnxTensor.createTensor(environment, k, new long[] {1})),
        Map.of(
            "top_items",
                OnnxTensor.createTensor(
                    environment, direct(Workload.K * Long.BYTES).asLongBuffer(), top),
            "top_scores",
                OnnxTensor.createTensor(
                    environment, direct(Workload.K * Float.BYTES).asFloatBuffer(), top)));
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /** Runs. */
  void run() throws OrtException {
    session.run(inputs, Set.of(), outputs).close();
  }

  @Override
  public void close() {
    inputs.values().forEach(OnnxTensor::close);
    outputs.values().forEach(OnnxTensor::close);
  }
}
