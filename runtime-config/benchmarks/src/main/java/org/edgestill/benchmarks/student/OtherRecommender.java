package org.edgestill.benchmarks.student;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.features.FeatureBuffers;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.api.recommend.Recommendation;
import org.edgestill.features.encoder.FeatureEncoder;
import org.edgestill.model.Catalogue;
import org.edgestill.model.ModelPackage;

/**
 * A request with the run left to another engine: the same store, encoder and catalogue, and none of
 * leases, counters, fallbacks.
 */
final class OtherRecommender implements AutoCloseable {
  private final Workload workload;
  private final FeatureEncoder encoder = new FeatureEncoder();
  private final FeatureSchema schema;
  private final FeatureBuffers buffers;
  private final Catalogue catalogue;
  private final Engine engine;

  OtherRecommender(Workload workload, FeatureSchema schema, Catalogue catalogue, Engine engine) {
    this.workload = workload;
    this.schema = schema;
    this.buffers = FeatureBuffers.allocate(schema.sequenceLength());
    this.catalogue = catalogue;
    this.engine = engine;
  }

  static OtherRecommender open(Path store, int items, int history, String engine) throws Exception {
    Path release = Students.release(store);
    return new OtherRecommender(
        Workload.open(items, history),
        Students.release(items).schema(),
        Catalogue.read(release.resolve(ModelPackage.CATALOGUE)),
        Engine.open(engine, release.resolve(ModelPackage.STUDENT)));
  }

  /** The best items that the user has not seen. */
  List<Recommendation> recommend() throws Exception {
    List<BehaviourEvent> history = workload.stored();
    encoder.encode(history, schema, catalogue, buffers);
    long[] exclude = history.stream().mapToLong(event -> catalogue.indexOf(event.item())).toArray();
    Engine.Top top =
        engine.run(
            new Engine.Question(
                array(buffers.items()),
                array(buffers.behaviours()),
                array(buffers.gaps()),
                exclude,
                Workload.K));
    List<Recommendation> best = new ArrayList<>(Workload.K);
    for (int rank = 0; rank < Workload.K; rank++) {
      int item = (int) top.items()[rank];
      best.add(
          new Recommendation(catalogue.itemAt(item), catalogue.titleAt(item), top.scores()[rank]));
    }
    return best;
  }

  private static long[] array(LongBuffer buffer) {
    long[] values = new long[buffer.limit()];
    buffer.get(0, values);
    return values;
  }

  @Override
  public void close() throws IOException, OrtException {
    engine.close();
    workload.close();
  }
}
