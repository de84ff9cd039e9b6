package org.edgestill.inference.internal;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A student in ONNX Runtime, with buffers that are used again and again. Thread-safe, except that
 * it must not be closed while a run is in flight: its users hold a lease ({@link Slot}).
 */
final class StudentSession {

  /** Inputs: int64 items, behaviours, gaps [B, L], exclude [B, M], k [1]. */
  private static final Set<String> INPUTS = Set.of("items", "behaviours", "gaps", "exclude", "k");

  /** Outputs: top_items int64 [B, k], top_scores float [B, k]. */
  private static final Map<String, OnnxJavaType> OUTPUTS =
      Map.of("top_items", OnnxJavaType.INT64, "top_scores", OnnxJavaType.FLOAT);

  /** Which contract the model follows, and how many items it knows; both may be missing. */
  private static final String SCHEMA_KEY = "edgestill.schema";

  private static final String SCHEMA = "edgestill.student/1";
  private static final String ITEMS_KEY = "edgestill.items";

  /** More buffers than threads that can run at once are never of use. */
  private static final int POOLED = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());

  private static final Logger LOG = LoggerFactory.getLogger(StudentSession.class);
  private static final Set<String> NOT_PINNED = Set.of();

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final SessionSettings settings;
  private final int length;
  private final int rows;
  private final BlockingQueue<RunBuffers> pool = new ArrayBlockingQueue<>(POOLED);

  private StudentSession(
      OrtEnvironment environment,
      OrtSession session,
      SessionSettings settings,
      int length,
      int items) {
    this.environment = environment;
    this.session = session;
    this.settings = settings;
    this.length = length;
    this.rows = items + 1;
  }

  /**
   * Loads a student and holds its inputs and outputs to the contract.
   *
   * @param length L of the feature schema
   * @param items V of the catalogue
   * @throws ModelRefusedException with {@code PROBE_FAILED} if it does not load or does not fit, or
   *     {@code INCOMPATIBLE} if it follows another contract
   */
  static StudentSession open(Path model, int length, int items, SessionSettings settings)
      throws ModelRefusedException {
    try {
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      try (OrtSession.SessionOptions options = settings.options()) {
        OrtSession session = environment.createSession(model.toString(), options);
        boolean fits = false;
        try {
          checkContract(session, length, items);
          fits = true;
        } finally {
          if (!fits) {
            session.close();
          }
        }
        return new StudentSession(environment, session, settings, length, items);
      }
    } catch (OrtException e) {
      throw refused("ONNX Runtime does not load the student: " + e.getMessage(), e);
    } catch (LinkageError e) {
      throw new ModelRefusedException(
          RefusalCode.INCOMPATIBLE, "ONNX Runtime does not run on this machine: " + e, e);
    }
  }

  private static void checkContract(OrtSession session, int length, int items)
      throws OrtException, ModelRefusedException {
    Map<String, String> metadata = session.getMetadata().getCustomMetadata();
    String schema = metadata.getOrDefault(SCHEMA_KEY, SCHEMA);
    if (!schema.equals(SCHEMA)) {
      throw new ModelRefusedException(
          RefusalCode.INCOMPATIBLE, "the student follows " + schema + ", not " + SCHEMA);
    }
    String known = metadata.getOrDefault(ITEMS_KEY, Integer.toString(items));
    if (!known.equals(Integer.toString(items))) {
      throw refused("the student knows " + known + " items, the catalogue has " + items, null);
    }
    if (!session.getInputNames().equals(INPUTS)) {
      throw refused("its inputs are " + session.getInputNames() + ", not " + INPUTS, null);
    }
    for (NodeInfo input : session.getInputInfo().values()) {
      checkType(input, OnnxJavaType.INT64);
    }
    for (String name : Set.of("items", "behaviours", "gaps")) {
      checkLength(session.getInputInfo().get(name), length);
    }
    for (Map.Entry<String, OnnxJavaType> output : OUTPUTS.entrySet()) {
      checkType(session.getOutputInfo().get(output.getKey()), output.getValue());
    }
  }

  private static void checkType(@Nullable NodeInfo node, OnnxJavaType type)
      throws ModelRefusedException {
    if (node == null || !(node.getInfo() instanceof TensorInfo tensor) || tensor.type != type) {
      throw refused("an input or output is missing or not " + type + ": " + node, null);
    }
  }

  private static void checkLength(@Nullable NodeInfo node, int length)
      throws ModelRefusedException {
    if (node != null && node.getInfo() instanceof TensorInfo tensor) {
      long[] shape = tensor.getShape();
      if (shape.length == 2 && (shape[1] == length || shape[1] < 0)) {
        return;
      }
    }
    throw refused("an input is not [B, " + length + "] as features.json says: " + node, null);
  }

  private static ModelRefusedException refused(String message, @Nullable Throwable cause) {
    return new ModelRefusedException(RefusalCode.PROBE_FAILED, message, cause);
  }

  /** Buffers for one run; give them back. */
  RunBuffers borrow() throws OrtException {
    RunBuffers buffers = pool.poll();
    return buffers != null
        ? buffers
        : new RunBuffers(environment, length, rows, settings.excludeCapacity());
  }

  /** Takes buffers back after a run, or closes them if there are enough. */
  void giveBack(RunBuffers buffers) {
    if (!pool.offer(buffers)) {
      buffers.close();
    }
  }

  /**
   * Scores all items for the features in the buffers.
   *
   * @param excluded item numbers 0 to V that are not to be recommended, in any order
   * @param count how many of them count
   * @param k how many items are wanted at least, from 1
   * @return k items or more, unless there are no more; valid until the buffers run again
   * @throws OrtException if the run fails
   */
  Ranked run(RunBuffers buffers, int[] excluded, int count, int k) throws OrtException {
    Ranked ranked = buffers.outputs(k);
    run(buffers, excluded, count, ranked);
    return ranked;
  }

  /**
   * Scores and ranks all items, however many there are. The outputs are made for this run, so this
   * is for when nothing less will do.
   *
   * @param reader gets the ranking, which is gone afterwards
   * @throws OrtException if the run fails
   */
  <T> T runForAll(RunBuffers buffers, int[] excluded, int count, Function<Ranked, T> reader)
      throws OrtException {
    Ranked all = buffers.outputsForAll();
    try {
      run(buffers, excluded, count, all);
      return reader.apply(all);
    } finally {
      all.tensors().values().forEach(OnnxTensor::close);
    }
  }

  private void run(RunBuffers buffers, int[] excluded, int count, Ranked ranked)
      throws OrtException {
    if (count <= buffers.excludeCapacity()) {
      buffers.exclude(excluded, count);
      run(buffers.inputs(), ranked);
    } else {
      try (OnnxTensor larger = buffers.excludeTensor(excluded, count)) {
        run(buffers.inputsExcluding(larger), ranked);
      }
    }
  }

  private void run(Map<String, OnnxTensor> inputs, Ranked ranked) throws OrtException {
    // The outputs are pinned, so closing the result frees nothing of ours.
    session.run(inputs, NOT_PINNED, ranked.tensors()).close();
  }

  /** For the benchmarks, to run it with nothing of ours around it. */
  OrtSession session() {
    return session;
  }

  /** Only when no run is in flight and none will come. */
  void close() {
    for (RunBuffers buffers = pool.poll(); buffers != null; buffers = pool.poll()) {
      buffers.close();
    }
    try {
      session.close();
    } catch (OrtException e) {
      LOG.warn("A session did not close: {}", e.getMessage());
    }
  }
}
