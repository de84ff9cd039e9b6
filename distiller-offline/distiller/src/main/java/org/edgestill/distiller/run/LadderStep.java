package org.edgestill.distiller.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.evaluate.Evaluation;
import org.edgestill.distiller.evaluate.Evaluator;
import org.edgestill.distiller.evaluate.Measured;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.evaluate.Split;
import org.edgestill.distiller.export.OnnxStudent;
import org.edgestill.distiller.pack.Measurement;
import org.edgestill.graph.Precision;

/** The distilled student in every precision: bytes, quality, time. */
final class LadderStep implements Step {

  static final String NAME = "ladder";

  private static final String REPORT = "ladder.json";
  private static final String TABLE = "ladder.txt";
  private static final int TOP = 10;

  /** As many histories as are asked about when time is measured. */
  private static final int TIMED = 64;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> reads() {
    return List.of(PrepareStep.NAME, DistilStep.NAME);
  }

  @Override
  public Object dependsOn(Workspace workspace) {
    return List.of(workspace.settings().seed());
  }

  @Override
  public ObjectNode run(Workspace workspace, RunListener listener) throws IOException {
    Dataset data = workspace.prepared().data();
    long seed = workspace.settings().seed();
    Evaluator evaluator = new Evaluator(data, seed);
    List<Context> contexts = contexts(data);
    List<Ladder.Rung> rungs = new ArrayList<>();
    Evaluation precise = null;
    for (Precision precision : Precision.values()) {
      byte[] model = Files.readAllBytes(DistilStep.rung(workspace, precision));
      Evaluation test;
      double validation;
      try (OnnxStudent student = student(precision, model, data)) {
        test = evaluator.evaluate(student, Split.TEST);
      }
      byte[] chosen = Files.readAllBytes(DistilStep.rungChosen(workspace, precision));
      try (OnnxStudent student = student(precision, chosen, data)) {
        validation = evaluator.value(student, Split.VALIDATION, Metric.NDCG_10);
      }
      precise = precise == null ? test : precise;
      Measurement time = Measurement.of(model, contexts, Math.min(TOP, data.itemCount()));
      Measured ndcg = Objects.requireNonNull(test.metrics().get(Metric.NDCG_10));
      rungs.add(
          new Ladder.Rung(
              test.name(),
              model.length,
              ndcg.value(),
              List.of(ndcg.low(), ndcg.high()),
              test.minus(precise, Metric.NDCG_10).difference(),
              validation,
              time.p50Micros(),
              time.p99Micros()));
      listener.progress("rungs", rungs.size(), Precision.values().length, test.name());
    }
    Ladder ladder = new Ladder(data.hash(), evaluator.users(Split.TEST).size(), seed, rungs);
    Path folder = workspace.folder(NAME);
    Files.write(folder.resolve(REPORT), Json.MAPPER.writeValueAsBytes(ladder));
    String table = ladder.table();
    Files.writeString(folder.resolve(TABLE), table);
    table.lines().forEach(listener::said);
    return Json.MAPPER.valueToTree(ladder);
  }

  private static OnnxStudent student(Precision precision, byte[] model, Dataset data) {
    return new OnnxStudent(ReportModels.title(precision), model, Math.min(TOP, data.itemCount()));
  }

  /** What requests are timed with: histories as gateways see them. */
  static List<Context> contexts(Dataset data) {
    return IntStream.range(0, data.users())
        .mapToObj(data::testContext)
        .filter(context -> context.length() > 0)
        .map(context -> context.newest(data.schema().sequenceLength()))
        .limit(TIMED)
        .toList();
  }
}
