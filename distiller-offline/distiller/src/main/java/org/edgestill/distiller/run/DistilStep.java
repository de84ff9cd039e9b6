package org.edgestill.distiller.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.export.OnnxStudent;
import org.edgestill.distiller.export.Parity;
import org.edgestill.distiller.train.StudentTraining;
import org.edgestill.distiller.train.TrainedStudent;
import org.edgestill.graph.Precision;
import org.edgestill.graph.StudentGraph;

/**
 * Asks the teacher about every training event, trains the student on its answers and, as control,
 * the same student without a teacher; writes both as ONNX models of the precision that ships, and
 * the student in every other precision for the compression ladder.
 */
final class DistilStep implements Step {

  static final String NAME = "distil";

  private static final String RUNG = "student-%s.onnx";

  /** With less the 8-bit table would not be the student that was trained. */
  private static final double MIN_OVERLAP = 0.95;

  private static final int TOP = 10;
  private static final int COMPARED = 1_000;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> reads() {
    return List.of(PrepareStep.NAME, TeachStep.NAME);
  }

  @Override
  public Object dependsOn(Workspace workspace) {
    return List.of(workspace.settings().student(), workspace.settings().distillation());
  }

  @Override
  public ObjectNode run(Workspace workspace, RunListener listener) throws IOException {
    Dataset data = workspace.prepared().data();
    RunSettings settings = workspace.settings();
    Path folder = workspace.folder(NAME);
    Lessons lessons = Lessons.of(workspace, settings.distillation().topItems(), listener);
    StudentTraining training =
        new StudentTraining(
            data,
            settings.student(),
            lessons.chain(),
            folder,
            LearningCurves.recording(folder, TeachStep.progress(listener)));
    TrainedStudent student = training.distil(lessons.knowledge(), settings.distillation());
    TrainedStudent alone = training.alone();
    Precision precision = settings.student().precision();
    ObjectNode result = Json.object();
    result.put("knowledgeBytes", lessons.knowledge().bytes());
    result.set("student", write(student, precision, data, workspace, Student.DISTILLED, listener));
    result.set("studentAlone", write(alone, precision, data, workspace, Student.ALONE, listener));
    for (Precision rung : Precision.values()) {
      Files.write(rung(workspace, rung), StudentGraph.of(student.weights(), rung));
    }
    listener.said(
        "NDCG@10 on validation: student %.4f, the same student without a teacher %.4f"
            .formatted(student.validationNdcg10(), alone.validationNdcg10()));
    return result;
  }

  /** The distilled student in some precision. */
  static Path rung(Workspace workspace, Precision precision) {
    return workspace.folder(NAME).resolve(RUNG.formatted(precision.text()));
  }

  private static ObjectNode write(
      TrainedStudent student,
      Precision precision,
      Dataset data,
      Workspace workspace,
      Student which,
      RunListener listener)
      throws IOException {
    byte[] shipped = StudentGraph.of(student.weights(), precision);
    Parity parity = parity(StudentGraph.fp32(student.weights()), shipped, data);
    if (precision == Precision.INT8 && parity.overlap10() < MIN_OVERLAP) {
      throw new RefusedException(
          ("the 8-bit student agrees with the trained one on %.1f %% of the best ten, less than"
                  + " %.0f %%; try another seed or a wider student")
              .formatted(100 * parity.overlap10(), 100 * MIN_OVERLAP));
    }
    Files.write(workspace.folder(NAME).resolve(which.file()), shipped);
    listener.said(
        "%s: %,d bytes, agrees with single precision on %.1f %% of the best ten"
            .formatted(which.file(), shipped.length, 100 * parity.overlap10()));
    ObjectNode result = Json.object();
    result.put("bytes", shipped.length);
    result.put("epochs", student.epochs());
    result.put("bestEpoch", student.bestEpoch());
    result.put("restarts", student.restarts());
    result.put("validationNdcg10", student.validationNdcg10());
    result.set("parity", Json.MAPPER.valueToTree(parity));
    return result;
  }

  private static Parity parity(byte[] precise, byte[] shipped, Dataset data) {
    int k = Math.min(TOP, data.itemCount());
    List<Context> contexts =
        IntStream.range(0, Math.min(COMPARED, data.users()))
            .mapToObj(data::validContext)
            .filter(context -> context.length() > 0)
            .toList();
    try (OnnxStudent single = new OnnxStudent("single precision", precise, k);
        OnnxStudent small = new OnnxStudent("shipped", shipped, k)) {
      return Parity.of(single, small, contexts);
    }
  }
}
