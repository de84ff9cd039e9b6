package org.edgestill.distiller.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.evaluate.Evaluation;
import org.edgestill.distiller.evaluate.Evaluator;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.evaluate.Split;
import org.edgestill.distiller.export.OnnxStudent;
import org.edgestill.distiller.train.DistillationSettings;
import org.edgestill.distiller.train.Epochs;
import org.edgestill.distiller.train.Progress;
import org.edgestill.distiller.train.StudentSettings;
import org.edgestill.distiller.train.StudentTraining;
import org.edgestill.distiller.train.TrainedStudent;
import org.edgestill.graph.StudentGraph;
import org.edgestill.model.Digests;
import org.edgestill.model.io.DurableFiles;

/**
 * Trains students with other settings than those of the run, and judges them on validation by the
 * model that would ship. What is finished is kept in a file and not trained again; what was stopped
 * goes on from its last epoch. The test targets are never looked at.
 */
final class Trials {

  private static final String FOLDER = "trials";
  private static final String RECORD = "trial.json";
  private static final int TOP = 10;

  private final Workspace workspace;
  private final Lessons lessons;
  private final RunListener listener;

  Trials(Workspace workspace, Lessons lessons, RunListener listener) {
    this.workspace = workspace;
    this.lessons = lessons;
    this.listener = listener;
  }

  /** Trains and judges one student, or reads back what came out before. */
  Trial run(String name, StudentSettings student, DistillationSettings distillation)
      throws IOException {
    Dataset data = workspace.prepared().data();
    String key = key(student, distillation);
    Path folder = workspace.folder(FOLDER).resolve(key);
    Path record = folder.resolve(RECORD);
    if (Files.exists(record)) {
      return Json.MAPPER.readValue(record.toFile(), Trial.class);
    }
    long start = System.nanoTime();
    StudentTraining training =
        new StudentTraining(data, student, lessons.chain(), folder, progress(name));
    TrainedStudent trained =
        distillation.losses().needsTeacher()
            ? training.distil(
                lessons.curriculum(distillation.curriculum()), distillation, Epochs.BEST)
            : training.alone(Epochs.BEST);
    byte[] model = StudentGraph.of(trained.weights(), student.precision());
    Evaluation evaluation;
    try (OnnxStudent shipped = new OnnxStudent(name, model, Math.min(TOP, data.itemCount()))) {
      evaluation =
          new Evaluator(data, workspace.settings().seed()).evaluate(shipped, Split.VALIDATION);
    }
    Trial trial =
        new Trial(
            key,
            student,
            distillation,
            model.length,
            trained.epochs(),
            trained.restarts(),
            Math.round((System.nanoTime() - start) / 1e8) / 10.0,
            Arrays.stream(evaluation.ranks()).mapToDouble(Metric.NDCG_10::of).toArray());
    DurableFiles.write(record, Json.MAPPER.writeValueAsBytes(trial));
    deleteStates(folder);
    return trial;
  }

  /** All that will be asked of a finished training is in its record. */
  private static void deleteStates(Path folder) throws IOException {
    try (DirectoryStream<Path> states = Files.newDirectoryStream(folder, "*.state")) {
      for (Path state : states) {
        Files.delete(state);
      }
    }
  }

  private String key(StudentSettings student, DistillationSettings distillation)
      throws IOException {
    ObjectNode all = Json.object();
    all.put("format", Pipeline.FORMAT);
    all.set("student", Json.MAPPER.valueToTree(student));
    all.set("distillation", Json.MAPPER.valueToTree(distillation));
    all.put("teacher", lessons.curriculum(distillation.curriculum()).fingerprint());
    all.put("chain", lessons.chain().settings().toString());
    return Digests.sha256(Json.MAPPER.writeValueAsString(all).getBytes(StandardCharsets.UTF_8))
        .substring(0, 16);
  }

  private Progress progress(String name) {
    Progress inner = TeachStep.progress(listener);
    return epoch ->
        inner.epoch(
            new Progress.Epoch(
                name,
                epoch.number(),
                epoch.of(),
                epoch.loss(),
                epoch.ndcg10(),
                epoch.best(),
                epoch.seconds()));
  }
}
