package org.edgestill.distiller.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.evaluate.Evaluator;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.evaluate.Split;
import org.edgestill.distiller.train.Progress;
import org.edgestill.distiller.train.TeacherTraining;
import org.edgestill.distiller.train.TrainedTransformer;

/** Trains the Transformer, and fuses it with Markov and EASE. */
final class TeachStep implements Step {

  static final String NAME = "teach";

  private static final String RECIPE = "fusion.json";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> reads() {
    return List.of(PrepareStep.NAME);
  }

  @Override
  public Object dependsOn(Workspace workspace) {
    return List.of(workspace.settings().teacher(), workspace.settings().fusion());
  }

  @Override
  public ObjectNode run(Workspace workspace, RunListener listener) throws IOException {
    Dataset data = workspace.prepared().data();
    try (TrainedTransformer transformer = transformer(workspace, listener)) {
      FusedTeacher teacher = FusedTeacher.fit(data, transformer, workspace.settings().fusion());
      Files.write(
          workspace.folder(NAME).resolve(RECIPE), Json.MAPPER.writeValueAsBytes(teacher.recipe()));
      Evaluator evaluator = new Evaluator(data, workspace.settings().seed());
      ObjectNode result = Json.object();
      result.put("fusion", teacher.recipe().description());
      result.set("recipe", Json.MAPPER.valueToTree(teacher.recipe()));
      result.put("epochs", transformer.epochs());
      result.put("bestEpoch", transformer.bestEpoch());
      result.put("restarts", transformer.restarts());
      result.put("validationNdcg10Transformer", transformer.validationNdcg10());
      result.put(
          "validationNdcg10Markov",
          evaluator.value(teacher.markov(), Split.VALIDATION, Metric.NDCG_10));
      double fused = evaluator.value(teacher.fusion(), Split.VALIDATION, Metric.NDCG_10);
      result.put("validationNdcg10", fused);
      result.put("bytes", teacher.fusion().bytes());
      listener.said(
          "%s: NDCG@10 %.4f on validation, the Transformer alone %.4f"
              .formatted(teacher.fusion(), fused, transformer.validationNdcg10()));
      return result;
    }
  }

  /** Trains the Transformer, or reads it back if it is trained. */
  static TrainedTransformer transformer(Workspace workspace, RunListener listener)
      throws IOException {
    return TeacherTraining.run(
        workspace.prepared().data(),
        workspace.settings().teacher(),
        workspace.folder(NAME),
        LearningCurves.recording(workspace.folder(NAME), progress(listener)));
  }

  /** Reads the fused teacher back. */
  static FusedTeacher teacher(Workspace workspace, TrainedTransformer transformer)
      throws IOException {
    Path recipe = workspace.folder(NAME).resolve(RECIPE);
    return FusedTeacher.of(
        workspace.prepared().data(),
        transformer,
        Json.MAPPER.readValue(recipe.toFile(), FusedTeacher.Recipe.class));
  }

  /** The teacher in words. */
  static String described(Workspace workspace) throws IOException {
    Path recipe = workspace.folder(NAME).resolve(RECIPE);
    return Json.MAPPER.readValue(recipe.toFile(), FusedTeacher.Recipe.class).description();
  }

  static Progress progress(RunListener listener) {
    return epoch ->
        listener.progress(
            epoch.model(),
            epoch.number(),
            epoch.of(),
            "loss %.3f, NDCG@10 %.4f%s"
                .formatted(epoch.loss(), epoch.ndcg10(), epoch.best() ? " *" : ""));
  }
}
