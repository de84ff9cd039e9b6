package org.edgestill.distiller.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.export.OnnxStudent;
import org.edgestill.distiller.export.Parity;
import org.edgestill.distiller.train.Epochs;
import org.edgestill.distiller.train.StudentTraining;
import org.edgestill.distiller.train.TrainedStudent;
import org.edgestill.graph.Precision;
import org.edgestill.graph.StudentGraph;

/**
 * Asks the teacher about every training event, trains the student on its answers and, as control,
 * the same student without a teacher; writes both as ONNX models of the precision that ships, and
 * the student in every other precision for the compression ladder. With {@code refit} both are
 * trained a second time, for as many epochs as were best, with the validation events.
 */
final class DistilStep implements Step {

  static final String NAME = "distil";

  /** Where all is that was made from the teacher as it is in the end. */
  static final String FITTED = NAME + "/refit";

  private static final String RUNG = "student-%s.onnx";
  private static final String RUNG_CHOSEN = "chosen-%s.onnx";

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
    RunSettings settings = workspace.settings();
    return List.of(settings.student(), settings.distillation(), settings.refit());
  }

  @Override
  public ObjectNode run(Workspace workspace, RunListener listener) throws IOException {
    Chosen chosen = chosen(workspace, listener);
    Map<Precision, byte[]> rungs = rungs(chosen.student());
    writeRungs(rungs, workspace, RUNG_CHOSEN);
    listener.said(
        "NDCG@10 on validation: student %.4f, the same student without a teacher %.4f"
            .formatted(chosen.student().validationNdcg10(), chosen.alone().validationNdcg10()));
    Chosen last = chosen;
    if (workspace.settings().refit()) {
      last = refitted(workspace, chosen, listener);
      rungs = rungs(last.student());
    }
    writeRungs(rungs, workspace, RUNG);
    ObjectNode result = Json.object();
    result.put("knowledgeBytes", last.lessons().knowledge().bytes());
    result.set(
        "student", write(chosen.student(), last.student(), workspace, Student.DISTILLED, listener));
    result.set(
        "studentAlone", write(chosen.alone(), last.alone(), workspace, Student.ALONE, listener));
    return result;
  }

  /** Both students, and what the distilled one learned from. */
  private record Chosen(Lessons lessons, TrainedStudent student, TrainedStudent alone) {}

  /** Students that were stopped by validation. */
  private static Chosen chosen(Workspace workspace, RunListener listener) throws IOException {
    Lessons lessons = Lessons.of(workspace, stages(workspace), listener);
    StudentTraining training =
        training(workspace, workspace.prepared().data(), lessons, NAME, listener);
    return new Chosen(
        lessons,
        training.distil(
            lessons.curriculum(stages(workspace)),
            workspace.settings().distillation(),
            Epochs.BEST),
        training.alone(Epochs.BEST));
  }

  /** The same students, trained for as long, on all that there is before the test targets. */
  private static Chosen refitted(Workspace workspace, Chosen chosen, RunListener listener)
      throws IOException {
    listener.said("fitting the students again, validation events included");
    Lessons lessons = Lessons.fitted(workspace, stages(workspace), listener);
    StudentTraining training = training(workspace, workspace.fitted(), lessons, FITTED, listener);
    return new Chosen(
        lessons,
        training.distil(
            lessons.curriculum(stages(workspace)),
            workspace.settings().distillation(),
            new Epochs(chosen.student().bestEpoch())),
        training.alone(new Epochs(chosen.alone().bestEpoch())));
  }

  private static int stages(Workspace workspace) {
    return workspace.settings().distillation().curriculum();
  }

  private static StudentTraining training(
      Workspace workspace, Dataset data, Lessons lessons, String folder, RunListener listener) {
    return new StudentTraining(
        data,
        workspace.settings().student(),
        lessons.chain(),
        workspace.folder(folder),
        LearningCurves.recording(workspace.folder(NAME), TeachStep.progress(listener)));
  }

  /** A student in every precision. */
  private static Map<Precision, byte[]> rungs(TrainedStudent student) {
    Map<Precision, byte[]> rungs = new EnumMap<>(Precision.class);
    for (Precision precision : Precision.values()) {
      rungs.put(precision, StudentGraph.of(student.weights(), precision));
    }
    return rungs;
  }

  private static void writeRungs(Map<Precision, byte[]> rungs, Workspace workspace, String name)
      throws IOException {
    for (Map.Entry<Precision, byte[]> rung : rungs.entrySet()) {
      Files.write(
          workspace.folder(NAME).resolve(name.formatted(rung.getKey().text())), rung.getValue());
    }
  }

  /** The distilled student in some precision. */
  static Path rung(Workspace workspace, Precision precision) {
    return workspace.folder(NAME).resolve(RUNG.formatted(precision.text()));
  }

  /** The same as it was before it was fitted to validation events, too. */
  static Path rungChosen(Workspace workspace, Precision precision) {
    return workspace.folder(NAME).resolve(RUNG_CHOSEN.formatted(precision.text()));
  }

  private static ObjectNode write(
      TrainedStudent chosen,
      TrainedStudent last,
      Workspace workspace,
      Student which,
      RunListener listener)
      throws IOException {
    Precision precision = workspace.settings().student().precision();
    byte[] shipped = StudentGraph.of(last.weights(), precision);
    Parity parity = parity(StudentGraph.fp32(last.weights()), shipped, workspace.prepared().data());
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
    result.put("epochs", chosen.epochs());
    result.put("bestEpoch", chosen.bestEpoch());
    result.put("restarts", last.restarts());
    result.put("validationNdcg10", chosen.validationNdcg10());
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
