package org.edgestill.distiller.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.export.OnnxStudent;
import org.edgestill.distiller.export.Parity;
import org.edgestill.distiller.train.Knowledge;
import org.edgestill.distiller.train.KnowledgeExtraction;
import org.edgestill.distiller.train.StudentTraining;
import org.edgestill.distiller.train.TrainedStudent;
import org.edgestill.graph.StudentGraph;

/**
 * Asks the teacher about every training event, trains the student on its answers and, as control,
 * the same student without a teacher; writes both as 8-bit ONNX models.
 */
final class DistilStep implements Step {

  static final String NAME = "distil";

  private static final String KNOWLEDGE = "knowledge.bin";

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
    Markov markov;
    Knowledge knowledge;
    try (FusedTeacher teacher = TeachStep.teacher(workspace, listener)) {
      markov = teacher.markov();
      listener.said("asking the teacher about every training event");
      knowledge =
          KnowledgeExtraction.run(
              data,
              teacher.parts(),
              teacher.recipe().temperature(),
              settings.distillation().topItems(),
              folder.resolve(KNOWLEDGE));
    }
    StudentTraining training =
        new StudentTraining(data, settings.student(), markov, folder, TeachStep.progress(listener));
    TrainedStudent student = training.distil(knowledge, settings.distillation());
    TrainedStudent alone = training.alone();
    ObjectNode result = Json.object();
    result.put("knowledgeBytes", knowledge.bytes());
    result.set("student", write(student, data, folder.resolve(Student.DISTILLED.file()), listener));
    result.set("studentAlone", write(alone, data, folder.resolve(Student.ALONE.file()), listener));
    listener.said(
        "NDCG@10 on validation: student %.4f, the same student without a teacher %.4f"
            .formatted(student.validationNdcg10(), alone.validationNdcg10()));
    return result;
  }

  private static ObjectNode write(
      TrainedStudent student, Dataset data, Path file, RunListener listener) throws IOException {
    byte[] shipped = StudentGraph.int8(student.weights());
    Parity parity = parity(StudentGraph.fp32(student.weights()), shipped, data);
    if (parity.overlap10() < MIN_OVERLAP) {
      throw new RefusedException(
          ("the 8-bit student agrees with the trained one on %.1f %% of the best ten, less than"
                  + " %.0f %%; try another seed or a wider student")
              .formatted(100 * parity.overlap10(), 100 * MIN_OVERLAP));
    }
    Files.write(file, shipped);
    listener.said(
        "%s: %,d bytes, agrees with single precision on %.1f %% of the best ten"
            .formatted(file.getFileName(), shipped.length, 100 * parity.overlap10()));
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
    try (OnnxStudent single = new OnnxStudent("fp32", precise, k);
        OnnxStudent eight = new OnnxStudent("int8", shipped, k)) {
      return Parity.of(single, eight, contexts);
    }
  }
}
