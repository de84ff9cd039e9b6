package org.edgestill.distiller.train;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.edgestill.distiller.baseline.Fusion;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.data.InputException;
import org.edgestill.distiller.evaluate.Scorer;
import org.edgestill.model.Digests;
import org.jspecify.annotations.Nullable;

/**
 * A teacher that somebody trained elsewhere, as an ONNX model.
 *
 * <p>Inputs, int64 [B, L], padding 0 first and the newest event last: {@code items}, and if the
 * model has them {@code behaviours} and {@code gaps}, coded as the feature schema says. Output
 * {@code scores}, float [B, W + 1], higher is better, column 0 is padding; optionally {@code
 * hidden}, float [B, H]. W is the model's own catalogue: {@link ItemAlignment} leads from one to
 * the other. B is dynamic or 1; L is dynamic (then the schema's sequence length is used) or fixed.
 */
public final class OnnxTeacher implements Scorer, Teacher {

  private static final int ROWS = 32;
  private static final List<String> OPTIONAL_INPUTS = List.of("behaviours", "gaps");

  private final String name;
  private final Path file;
  private final String fingerprint;
  private final ItemAlignment alignment;
  private final OrtSession session;
  private final int length;
  private final int rows;
  private final int hiddenWidth;

  private OnnxTeacher(
      String name, Path file, ItemAlignment alignment, String fingerprint, Dataset data)
      throws OrtException {
    this.name = name;
    this.file = file;
    this.alignment = alignment;
    this.fingerprint = fingerprint;
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      this.session =
          OrtEnvironment.getEnvironment().createSession(file.toAbsolutePath().toString(), options);
    }
    try {
      OnnxTensors tensors = new OnnxTensors(file, session);
      for (String input : session.getInputNames()) {
        if (!input.equals("items") && !OPTIONAL_INPUTS.contains(input)) {
          throw new InputException(
              file
                  + ": there is no value for its input '"
                  + input
                  + "'; a teacher's inputs are"
                  + " items, behaviours and gaps");
        }
        tensors.input(input, OnnxJavaType.INT64, 2);
      }
      long[] items = tensors.input("items", OnnxJavaType.INT64, 2);
      if (items[0] > 1) {
        throw new InputException(
            file + ": the first dimension of 'items' must be dynamic or 1, but is " + items[0]);
      }
      this.rows = items[0] == 1 ? 1 : ROWS;
      this.length = items[1] < 0 ? data.schema().sequenceLength() : Math.toIntExact(items[1]);
      long columns = tensors.output("scores", OnnxJavaType.FLOAT, 2)[1];
      if (columns >= 0 && columns != alignment.modelItems() + 1L) {
        throw wrongColumns(columns);
      }
      this.hiddenWidth =
          session.getOutputNames().contains("hidden")
              ? Math.toIntExact(tensors.output("hidden", OnnxJavaType.FLOAT, 2)[1])
              : 0;
      if (hiddenWidth < 0) {
        throw new InputException(file + ": the second dimension of 'hidden' must be fixed");
      }
      // one question now, so that what does not fit is said before anything is trained
      answer(List.of(new Context(0, new int[0], new int[0], new int[0])));
    } catch (OrtException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /**
   * Opens a teacher.
   *
   * @param items a text file in UTF-8 with the external identifier of the model's item n in line n,
   *     for W lines; {@code null} if the model numbers items as the data set does
   * @throws InputException if files are missing, or model, catalogue and data do not fit together
   */
  public static OnnxTeacher open(String name, Path file, @Nullable Path items, Dataset data)
      throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InputException(file + " is not there; it should be the teacher as ONNX model");
    }
    ItemAlignment alignment =
        items == null ? ItemAlignment.same(data.items()) : ItemAlignment.read(items, data.items());
    String fingerprint =
        name + "|" + Digests.sha256(file) + (items == null ? "" : "|" + Digests.sha256(items));
    try {
      return new OnnxTeacher(name, file, alignment, fingerprint, data);
    } catch (OrtException e) {
      throw new InputException(file + ": ONNX Runtime refuses it: " + e.getMessage(), e);
    }
  }

  /**
   * What the model says.
   *
   * @param scores [B, W + 1]
   * @param hidden [B, H]; H is 0 if it has no such output
   */
  @SuppressWarnings("ArrayRecordComponent") // identity is fine: answers are never compared
  private record Answer(float[] scores, float[] hidden) {}

  private Answer answer(List<Context> contexts) throws OrtException {
    long[] items = new long[contexts.size() * length];
    long[] behaviours = new long[items.length];
    long[] gaps = new long[items.length];
    for (int row = 0; row < contexts.size(); row++) {
      Context known = alignment.known(contexts.get(row)).newest(length);
      int to = (row + 1) * length - known.length();
      for (int i = 0; i < known.length(); i++, to++) {
        items[to] = alignment.toModel(known.items()[i]);
        behaviours[to] = known.behaviours()[i];
        gaps[to] = known.gaps()[i];
      }
    }
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    try {
      for (String input : session.getInputNames()) {
        long[] values = input.equals("items") ? items : input.equals("gaps") ? gaps : behaviours;
        inputs.put(
            input,
            OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(),
                LongBuffer.wrap(values),
                new long[] {contexts.size(), length}));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        float[] scores = floats(result, "scores");
        long expected = contexts.size() * (alignment.modelItems() + 1L);
        if (scores.length != expected) {
          throw wrongColumns(scores.length / contexts.size());
        }
        return new Answer(scores, hiddenWidth == 0 ? new float[0] : floats(result, "hidden"));
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private static float[] floats(OrtSession.Result result, String output) {
    FloatBuffer buffer = ((OnnxTensor) result.get(output).orElseThrow()).getFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  private InputException wrongColumns(long columns) {
    return new InputException(
        ("%s: 'scores' has %,d columns, but there must be %,d: one for padding and one for each of"
                + " the %,d items of %s")
            .formatted(
                file,
                columns,
                alignment.modelItems() + 1,
                alignment.modelItems(),
                alignment.source()));
  }

  /**
   * Scores contexts, and tells the hidden states.
   *
   * @param hidden [contexts.size()][H]
   */
  void score(List<Context> contexts, float[][] scores, float[][] hidden) {
    for (int from = 0; from < contexts.size(); from += rows) {
      int to = Math.min(from + rows, contexts.size());
      Answer answer;
      try {
        answer = answer(contexts.subList(from, to));
      } catch (OrtException e) {
        throw new IllegalStateException(file + " failed to answer: " + e.getMessage(), e);
      }
      int columns = alignment.modelItems() + 1;
      for (int row = from; row < to; row++) {
        alignment.fromModel(answer.scores, (row - from) * columns, scores[row]);
        if (hidden.length > 0) {
          System.arraycopy(answer.hidden, (row - from) * hiddenWidth, hidden[row], 0, hiddenWidth);
        }
      }
    }
  }

  /** H; 0 if the model does not tell its hidden states. */
  int hiddenWidth() {
    return hiddenWidth;
  }

  @Override
  public Scorer scorer() {
    return this;
  }

  @Override
  public Fusion.Shape shape() {
    return Fusion.Shape.AS_IS;
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public String name() {
    return name;
  }

  /** The size of the file. */
  @Override
  public long bytes() {
    return file.toFile().length();
  }

  @Override
  public void score(Context context, float[] scores) {
    score(List.of(context), new float[][] {scores});
  }

  @Override
  public void score(List<Context> contexts, float[][] scores) {
    score(contexts, Arrays.copyOf(scores, contexts.size()), new float[0][]);
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime could not close " + file, e);
    }
  }
}
