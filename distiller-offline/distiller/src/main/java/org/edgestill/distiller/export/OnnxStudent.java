package org.edgestill.distiller.export;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.evaluate.Scorer;

/**
 * A student as it is shipped: an ONNX model in ONNX Runtime, asked for its best K. It leaves out
 * what the user has met, as on a gateway, unless told otherwise. As a {@link Scorer} it gives every
 * item beyond the best K the same lowest score, so that metrics up to K are exact and beyond it
 * everything is a miss.
 */
public final class OnnxStudent implements Scorer, AutoCloseable {

  private final String name;
  private final byte[] model;
  private final int length;
  private final int k;
  private final boolean excludeMet;
  private final OrtSession session;

  /**
   * Opens a model in one thread, as gateways do.
   *
   * @param name what reports call it
   * @param model an ONNX model with the inputs and outputs of a student graph
   * @param k how many items are asked for
   * @throws IllegalArgumentException if the runtime refuses the model
   */
  public OnnxStudent(String name, byte[] model, int k) {
    this(name, model, k, true);
  }

  /**
   * Opens a model in one thread, as gateways do.
   *
   * @param name what reports call it
   * @param model an ONNX model with the inputs and outputs of a student graph
   * @param k how many items are asked for
   * @param excludeMet whether what is in a context is left out of its answer
   * @throws IllegalArgumentException if the runtime refuses the model
   */
  public OnnxStudent(String name, byte[] model, int k, boolean excludeMet) {
    this.name = name;
    this.model = model.clone();
    this.k = k;
    this.excludeMet = excludeMet;
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      this.session = OrtEnvironment.getEnvironment().createSession(this.model, options);
      this.length = length(session);
    } catch (OrtException e) {
      throw new IllegalArgumentException("ONNX Runtime refuses the model: " + e.getMessage(), e);
    }
  }

  private static int length(OrtSession session) throws OrtException {
    NodeInfo items = session.getInputInfo().get("items");
    if (items == null || !(items.getInfo() instanceof TensorInfo tensor)) {
      throw new IllegalArgumentException("the model has no input tensor 'items'");
    }
    return Math.toIntExact(tensor.getShape()[1]);
  }

  /**
   * The best items of one context.
   *
   * @param items item numbers, best first; fewer than K if fewer are left
   * @param scores of these items
   */
  @SuppressWarnings("ArrayRecordComponent") // identity is fine: answers are never compared
  public record Answer(int[] items, float[] scores) {}

  /** Answers several contexts in one run. */
  public List<Answer> answer(List<Context> contexts) {
    int widest = excludeMet ? contexts.stream().mapToInt(Context::length).max().orElse(0) : 0;
    long[] items = new long[contexts.size() * length];
    long[] behaviours = new long[items.length];
    long[] gaps = new long[items.length];
    long[] exclude = new long[contexts.size() * widest];
    for (int row = 0; row < contexts.size(); row++) {
      Context newest = contexts.get(row).newest(length);
      int to = (row + 1) * length - newest.length();
      copy(newest.items(), items, to);
      copy(newest.behaviours(), behaviours, to);
      copy(newest.gaps(), gaps, to);
      if (excludeMet) {
        copy(contexts.get(row).items(), exclude, row * widest);
      }
    }
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    try {
      inputs.put("items", tensor(items, contexts.size()));
      inputs.put("behaviours", tensor(behaviours, contexts.size()));
      inputs.put("gaps", tensor(gaps, contexts.size()));
      inputs.put("exclude", tensor(exclude, contexts.size()));
      inputs.put(
          "k",
          OnnxTensor.createTensor(
              OrtEnvironment.getEnvironment(), LongBuffer.wrap(new long[] {k}), new long[] {1}));
      try (OrtSession.Result result = session.run(inputs)) {
        return answers(
            (long[][]) result.get("top_items").orElseThrow().getValue(),
            (float[][]) result.get("top_scores").orElseThrow().getValue());
      }
    } catch (OrtException e) {
      throw new IllegalStateException("the student failed to answer: " + e.getMessage(), e);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private static void copy(int[] from, long[] to, int offset) {
    for (int i = 0; i < from.length; i++) {
      to[offset + i] = from[i];
    }
  }

  private static OnnxTensor tensor(long[] values, int rows) throws OrtException {
    return OnnxTensor.createTensor(
        OrtEnvironment.getEnvironment(),
        LongBuffer.wrap(values),
        new long[] {rows, values.length / rows});
  }

  private static List<Answer> answers(long[][] items, float[][] scores) {
    List<Answer> answers = new ArrayList<>(items.length);
    for (int row = 0; row < items.length; row++) {
      int listed = 0;
      while (listed < items[row].length && scores[row][listed] != Float.NEGATIVE_INFINITY) {
        listed++;
      }
      answers.add(
          new Answer(
              Arrays.stream(items[row], 0, listed).mapToInt(Math::toIntExact).toArray(),
              Arrays.copyOf(scores[row], listed)));
    }
    return answers;
  }

  @Override
  public String name() {
    return name;
  }

  /** The size of the file. */
  @Override
  public long bytes() {
    return model.length;
  }

  @Override
  public void score(Context context, float[] scores) {
    score(List.of(context), new float[][] {scores});
  }

  @Override
  public void score(List<Context> contexts, float[][] scores) {
    List<Answer> answers = answer(contexts);
    for (int row = 0; row < scores.length; row++) {
      Arrays.fill(scores[row], UNLISTED);
      Answer answer = answers.get(row);
      for (int i = 0; i < answer.items().length; i++) {
        scores[row][answer.items()[i]] = answer.scores()[i];
      }
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("the session did not close: " + e.getMessage(), e);
    }
  }
}
