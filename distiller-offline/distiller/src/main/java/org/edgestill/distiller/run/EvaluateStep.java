package org.edgestill.distiller.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.evaluate.Evaluation;
import org.edgestill.distiller.evaluate.Evaluator;
import org.edgestill.distiller.evaluate.Protocol;
import org.edgestill.distiller.evaluate.Slices;
import org.edgestill.distiller.evaluate.Split;

/** Every model on the test targets, students as they are shipped. */
final class EvaluateStep implements Step {

  static final String NAME = "evaluate";
  static final String REPORT = "evaluation.json";

  private static final String TABLE = "evaluation.txt";
  private static final String PAGE = "evaluation.html";

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
    return List.of(workspace.settings().seed(), workspace.settings().evaluation());
  }

  @Override
  public ObjectNode run(Workspace workspace, RunListener listener) throws IOException {
    Dataset data = workspace.fitted();
    long seed = workspace.settings().seed();
    Protocol protocol = workspace.settings().evaluation().protocol(seed);
    Evaluator evaluator = new Evaluator(data, seed, protocol);
    List<Report.Result> results = new ArrayList<>();
    try (ReportModels models = new ReportModels(workspace, protocol, listener)) {
      List<ReportModels.Entry> all = models.all();
      for (ReportModels.Entry entry : all) {
        Evaluation evaluation = evaluator.evaluate(entry.model().open(), Split.TEST);
        results.add(new Report.Result(entry.role(), evaluation));
        listener.progress("models", results.size(), all.size(), evaluation.name());
      }
    }
    Report report =
        Report.of(
            results,
            Slices.of(data, Split.TEST, seed),
            workspace.prepared().data().hash(),
            workspace.settings().refit(),
            seed);
    Path folder = workspace.folder(NAME);
    Files.write(folder.resolve(REPORT), Json.MAPPER.writeValueAsBytes(report));
    RankFile.write(
        folder,
        evaluator.users(Split.TEST),
        results.stream().map(Report.Result::evaluation).toList());
    String table = report.table();
    Files.writeString(folder.resolve(TABLE), table);
    Path page = folder.resolve(PAGE);
    Files.writeString(page, new EvaluationPage(report, workspace).html());
    table.lines().forEach(listener::said);
    listener.said("as a page: " + page);
    return Json.MAPPER.valueToTree(report);
  }

  /** Reads the report back. */
  static Report report(Workspace workspace) throws IOException {
    return Json.MAPPER.readValue(workspace.folder(NAME).resolve(REPORT).toFile(), Report.class);
  }
}
