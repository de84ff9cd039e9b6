package org.edgestill.distiller.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.edgestill.distiller.train.Progress;
import org.edgestill.distiller.train.TrainedNetwork;
import org.edgestill.model.Digests;

/** Trains all teachers, and fuses them. */
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
  public Object dependsOn(Workspace workspace) throws IOException {
    RunSettings settings = workspace.settings();
    List<Object> all =
        new ArrayList<>(
            List.of(
                settings.teachers(),
                settings.behaviourWeights(),
                settings.refit(),
                settings.seed()));
    for (TeacherSpec spec : settings.teachers()) {
      if (spec instanceof TeacherSpec.Onnx onnx) {
        all.add(content(workspace.resolve(onnx.file())));
        all.add(onnx.items() == null ? "" : content(workspace.resolve(onnx.items())));
      }
    }
    return all;
  }

  /** A file that is not there is reported when it is opened, which says what it should be. */
  private static String content(Path file) throws IOException {
    return Files.isRegularFile(file) ? Digests.sha256(file.toRealPath()) : "";
  }

  @Override
  public ObjectNode run(Workspace workspace, RunListener listener) throws IOException {
    try (FusedTeacher teacher = FusedTeacher.fit(workspace, recording(workspace, listener))) {
      FusedTeacher.Recipe recipe = teacher.recipe();
      Files.write(workspace.folder(NAME).resolve(RECIPE), Json.MAPPER.writeValueAsBytes(recipe));
      ObjectNode result = Json.object();
      result.put("fusion", recipe.description());
      result.set("recipe", Json.MAPPER.valueToTree(recipe));
      for (NamedTeacher each : teacher.teachers()) {
        ObjectNode about = result.withObject("/teachers/" + each.spec().name());
        about.put("bytes", each.teacher().scorer().bytes());
        if (each.teacher() instanceof TrainedNetwork network) {
          about.put("epochs", network.epochs());
          about.put("bestEpoch", network.bestEpoch());
          about.put("restarts", network.restarts());
        }
      }
      result.put("validationNdcg10", recipe.validationNdcg10());
      result.put("bytes", teacher.fusion().bytes());
      if (!recipe.behaviourWeights().isEmpty()) {
        listener.said("behaviours weigh " + new TreeMap<>(recipe.behaviourWeights()));
      }
      listener.said(recipe.description());
      listener.said(
          ("NDCG@10 %.4f on validation users that the weights (%s) were not learned from; the best"
                  + " part, %s, has %.4f; the difference is %+.4f [%+.4f, %+.4f]")
              .formatted(
                  recipe.validationNdcg10(),
                  recipe.method(),
                  recipe.bestPart(),
                  recipe.validationNdcg10() - recipe.gain().value(),
                  recipe.gain().value(),
                  recipe.gain().low(),
                  recipe.gain().high()));
      if (workspace.settings().refit()) {
        listener.said("fitting the teachers again, validation events included");
        FusedTeacher.fitNetworks(workspace, recipe, progress(listener));
      }
      return result;
    }
  }

  /** Reads the fused teacher back as it was when everything was chosen. */
  static FusedTeacher teacher(Workspace workspace, RunListener listener) throws IOException {
    return FusedTeacher.open(workspace, recipe(workspace), recording(workspace, listener));
  }

  /** Reads the fused teacher back as it is in the end, fitted to {@link Workspace#fitted}. */
  static FusedTeacher fitted(Workspace workspace, RunListener listener) throws IOException {
    return FusedTeacher.fitted(workspace, recipe(workspace), progress(listener));
  }

  /** The teacher in words. */
  static String described(Workspace workspace) throws IOException {
    return recipe(workspace).description();
  }

  private static FusedTeacher.Recipe recipe(Workspace workspace) throws IOException {
    Path recipe = workspace.folder(NAME).resolve(RECIPE);
    return Json.MAPPER.readValue(recipe.toFile(), FusedTeacher.Recipe.class);
  }

  private static Progress recording(Workspace workspace, RunListener listener) {
    return LearningCurves.recording(workspace.folder(NAME), progress(listener));
  }

  static Progress progress(RunListener listener) {
    return epoch ->
        listener.progress(
            epoch.model(),
            epoch.number(),
            epoch.of(),
            Double.isNaN(epoch.ndcg10())
                ? "loss %.3f".formatted(epoch.loss())
                : "loss %.3f, NDCG@10 %.4f%s"
                    .formatted(epoch.loss(), epoch.ndcg10(), epoch.best() ? " *" : ""));
  }
}
