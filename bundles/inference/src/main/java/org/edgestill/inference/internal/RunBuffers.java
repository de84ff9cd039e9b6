package org.edgestill.inference.internal;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.edgestill.api.features.FeatureBuffers;
import org.jspecify.annotations.Nullable;

/**
 * The inputs and outputs of one run, off the Java heap, bound to tensors once and used again by the
 * next request. Used by one thread at a time.
 *
 * <p>Outputs have to have the exact size of k. There is a set for k = 16, 64, 256 and 1,024, made
 * when it is first needed; a run asks for the next larger one, and the caller takes what it wants.
 */
final class RunBuffers implements AutoCloseable {

  private static final int[] OUTPUT_SIZES = {16, 64, 256, 1024};

  private final OrtEnvironment environment;
  private final int rows;
  private final FeatureBuffers features;
  private final LongBuffer exclude;
  private final LongBuffer k;
  private final List<OnnxTensor> tensors = new ArrayList<>();
  private final Map<String, OnnxTensor> inputs = new HashMap<>();
  private final @Nullable Ranked[] outputs = new Ranked[OUTPUT_SIZES.length];
  private int excluded;

  /**
   * Allocates.
   *
   * @param length L of the model's inputs
   * @param rows V + 1, the largest k that the model can answer
   * @param excludeCapacity how many excluded items fit
   */
  RunBuffers(OrtEnvironment environment, int length, int rows, int excludeCapacity)
      throws OrtException {
    this.environment = environment;
    this.rows = rows;
    this.features = FeatureBuffers.allocate(length);
    this.exclude = longs(excludeCapacity);
    this.k = longs(1);
    try {
      inputs.put("items", bind(features.items(), 1, length));
      inputs.put("behaviours", bind(features.behaviours(), 1, length));
      inputs.put("gaps", bind(features.gaps(), 1, length));
      inputs.put("exclude", bind(exclude, 1, excludeCapacity));
      inputs.put("k", bind(k, 1));
    } catch (OrtException e) {
      close();
      throw e;
    }
  }

  FeatureBuffers features() {
    return features;
  }

  Map<String, OnnxTensor> inputs() {
    return inputs;
  }

  /** How many excluded items fit; for more, see {@link #inputsExcluding}. */
  int excludeCapacity() {
    return exclude.capacity();
  }

  /** Fills the exclusion; what is left of it is padding, which every model excludes anyway. */
  void exclude(int[] items, int count) {
    for (int i = 0; i < count; i++) {
      exclude.put(i, items[i]);
    }
    for (int i = count; i < excluded; i++) {
      exclude.put(i, 0);
    }
    excluded = count;
  }

  /** The inputs of one run with a larger exclusion. The caller closes the tensor after the run. */
  Map<String, OnnxTensor> inputsExcluding(OnnxTensor larger) {
    Map<String, OnnxTensor> changed = new HashMap<>(inputs);
    changed.put("exclude", larger);
    return changed;
  }

  /** A tensor that excludes any number of items, made for one run. */
  OnnxTensor excludeTensor(int[] items, int count) throws OrtException {
    LongBuffer buffer = longs(count);
    for (int i = 0; i < count; i++) {
      buffer.put(i, items[i]);
    }
    return OnnxTensor.createTensor(environment, buffer, new long[] {1, count});
  }

  /** Sets k to the smallest prepared size that is enough, and gives its outputs. */
  Ranked outputs(int wanted) throws OrtException {
    int set = 0;
    while (set < OUTPUT_SIZES.length - 1 && OUTPUT_SIZES[set] < wanted) {
      set++;
    }
    Ranked ranked = outputs[set];
    if (ranked == null) {
      ranked = allocate(Math.min(rows, OUTPUT_SIZES[set]));
      tensors.addAll(ranked.tensors().values());
      outputs[set] = ranked;
    }
    k.put(0, ranked.size());
    return ranked;
  }

  /** How many items the largest prepared outputs hold. */
  int largestOutput() {
    return Math.min(rows, OUTPUT_SIZES[OUTPUT_SIZES.length - 1]);
  }

  /** Sets k to all items, and gives outputs for one run, whose tensors the caller closes. */
  Ranked outputsForAll() throws OrtException {
    k.put(0, rows);
    return allocate(rows);
  }

  private Ranked allocate(int size) throws OrtException {
    LongBuffer items = longs(size);
    FloatBuffer scores = floats(size);
    long[] shape = {1, size};
    OnnxTensor itemTensor = OnnxTensor.createTensor(environment, items, shape);
    OnnxTensor scoreTensor = OnnxTensor.createTensor(environment, scores, shape);
    return new Ranked(items, scores, Map.of("top_items", itemTensor, "top_scores", scoreTensor));
  }

  private OnnxTensor bind(LongBuffer buffer, long... shape) throws OrtException {
    OnnxTensor tensor = OnnxTensor.createTensor(environment, buffer, shape);
    tensors.add(tensor);
    return tensor;
  }

  private static LongBuffer longs(int count) {
    return ByteBuffer.allocateDirect(count * Long.BYTES)
        .order(ByteOrder.nativeOrder())
        .asLongBuffer();
  }

  private static FloatBuffer floats(int count) {
    return ByteBuffer.allocateDirect(count * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  @Override
  public void close() {
    tensors.forEach(OnnxTensor::close);
    tensors.clear();
  }
}
