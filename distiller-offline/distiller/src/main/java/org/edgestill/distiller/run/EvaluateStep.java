package org.edgestill.distiller.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.edgestill.distiller.baseline.Ease;
import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.baseline.Popularity;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.evaluate.Evaluation;
import org.edgestill.distiller.evaluate.Evaluator;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.evaluate.Scorer;
import org.edgestill.distiller.evaluate.Split;
import org.edgestill.distiller.export.OnnxStudent;

/** Every model on the test targets, students as they are shipped. */
final class EvaluateStep implements Step {

  static final String NAME = "evaluate";
  static final String REPORT = "evaluation.json";

  private static final String TABLE = "evaluation.txt";

  /** As far down as any metric looks. */
  private static final int DEPTH = Metric.ALL.stream().mapToInt(Metric::k).max().orElseThrow();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> reads() {
    return List.of(PrepareStep.NAME, TeachStep.NAME, DistilStep.NAME);
  }

  @Override
  public Object dependsOn(Workspace workspace) {
    return List.of(workspace.settings().seed());
  }

  @Override
  public ObjectNode run(Workspace workspace, RunListener listener) throws IOException {
    Dataset data = workspace.prepared().data();
    long seed = workspace.settings().seed();
    List<Evaluation> evaluations = new ArrayList<>();
    int k = Math.min(DEPTH, data.itemCount());
    try (FusedTeacher teacher = TeachStep.teacher(workspace, listener);
        OnnxStudent student = student(workspace, Student.DISTILLED, k);
        OnnxStudent alone = student(workspace, Student.ALONE, k)) {
      List<Scorer> models = new ArrayList<>();
      models.add(new Popularity(data));
      models.add(Markov.learn(data, Markov.Settings.BASELINE));
      for (Scorer part : teacher.servedParts()) {
        if (part instanceof Ease ease) {
          models.add(ease.newest(Ease.ALL));
        }
        if (!(part instanceof Popularity)) {
          models.add(part);
        }
      }
      models.addAll(List.of(teacher.served(), alone, student));
      Evaluator evaluator = new Evaluator(data, seed);
      for (Scorer model : models) {
        evaluations.add(evaluator.evaluate(model, Split.TEST));
        listener.progress("models", evaluations.size(), models.size(), model.name());
      }
    }
    Report report = Report.of(evaluations, data.hash(), seed);
    Path folder = workspace.folder(NAME);
    Files.write(folder.resolve(REPORT), Json.MAPPER.writeValueAsBytes(report));
    String table = report.table();
    Files.writeString(folder.resolve(TABLE), table);
    table.lines().forEach(listener::said);
    return Json.MAPPER.valueToTree(report);
  }

  /** Reads the report back. */
  static Report report(Workspace workspace) throws IOException {
    return Json.MAPPER.readValue(workspace.folder(NAME).resolve(REPORT).toFile(), Report.class);
  }

  private static OnnxStudent student(Workspace workspace, Student which, int k) throws IOException {
    Path model = workspace.folder(DistilStep.NAME).resolve(which.file());
    return new OnnxStudent(which.title(), Files.readAllBytes(model), k);
  }
}
