package org.edgestill.distiller.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.distiller.data.PreparedFolder;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.pack.BudgetException;
import org.edgestill.distiller.pack.Evidence;
import org.edgestill.distiller.pack.ModelPackager;
import org.edgestill.model.Digests;
import org.edgestill.model.DistilledFrom;
import org.edgestill.model.Measured;

/** The distilled student as a model package. */
final class PackageStep implements Step {

  static final String NAME = "package";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> reads() {
    return List.of(PrepareStep.NAME, TeachStep.NAME, DistilStep.NAME, EvaluateStep.NAME);
  }

  @Override
  public Object dependsOn(Workspace workspace) {
    RunSettings settings = workspace.settings();
    return List.of(settings.name(), settings.release(), settings.packaging());
  }

  @Override
  public ObjectNode run(Workspace workspace, RunListener listener) throws IOException {
    ModelPackager.Packaged packaged = write(workspace, Student.DISTILLED);
    listener.said(
        "%s, %,d bytes in all; one request takes %.0f us (99th percentile), a session %.1f MiB"
            .formatted(
                packaged.model().id(),
                packaged.model().manifest().totalLength(),
                packaged.measurement().p99Micros(),
                packaged.measurement().memoryMiB()));
    ObjectNode result = Json.object();
    result.put("name", packaged.model().id().name());
    result.put("release", packaged.model().id().release());
    result.put("digest", packaged.model().id().digest());
    result.put("bytes", packaged.model().manifest().totalLength());
    result.put("folder", packaged.model().folder().toString());
    result.put("still", packaged.still().toString());
    result.set("measured", Json.MAPPER.valueToTree(packaged.measurement()));
    return result;
  }

  /** Packages one of the students that the workspace holds, with its figures from the report. */
  static ModelPackager.Packaged write(Workspace workspace, Student which) throws IOException {
    RunSettings settings = workspace.settings();
    Path prepared = workspace.folder(PrepareStep.NAME);
    byte[] student = Files.readAllBytes(workspace.folder(DistilStep.NAME).resolve(which.file()));
    Map<String, Measured> quality = new TreeMap<>();
    Report report = EvaluateStep.report(workspace);
    report.model(which.title()).metrics().forEach((metric, m) -> quality.put(metric, measured(m)));
    DistilledFrom origin =
        new DistilledFrom(
            Digests.sha256(prepared.resolve(PreparedFolder.CARD)),
            which == Student.DISTILLED ? TeachStep.described(workspace) : "none",
            Revision.of(workspace.resolve("")),
            List.of(settings.seed()));
    ModelPackager.About about =
        new ModelPackager.About(
            settings.name(),
            settings.release(),
            Instant.now().truncatedTo(ChronoUnit.SECONDS),
            origin,
            quality,
            evidence(workspace, report, which),
            settings.seed());
    ModelPackager packager = new ModelPackager(settings.packaging(), workspace.fitted());
    try {
      return packager.write(student, about, workspace.folder(NAME));
    } catch (BudgetException | ModelRefusedException e) {
      throw new RefusedException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Evidence evidence(Workspace workspace, Report report, Student which)
      throws IOException {
    RunSettings settings = workspace.settings();
    Map<String, String> training = new TreeMap<>();
    training.put("student", words(settings.student()));
    if (which == Student.DISTILLED) {
      training.put("distillation", words(settings.distillation()));
    }
    return new Evidence(
        workspace.prepared().card(),
        training,
        report.protocol(),
        report.warnings(),
        report.models().stream()
            .map(
                model ->
                    new Evidence.Row(
                        model.name(), model.bytes(), measured(model.metric(Metric.NDCG_10))))
            .toList(),
        report.slices().stream()
            .map(
                part ->
                    new Evidence.Row(
                        part.group() + ": " + part.name(),
                        part.users(),
                        measured(part.of(which.title()))))
            .toList());
  }

  private static Measured measured(org.edgestill.distiller.evaluate.Measured m) {
    return new Measured(m.value(), m.low(), m.high());
  }

  /** Settings on one line: {@code heads 2, width 32}. */
  private static String words(Object settings) {
    return Json.MAPPER
        .valueToTree(settings)
        .toString()
        .replaceAll("[\"{}]", "")
        .replace(":", " ")
        .replace(",", ", ");
  }
}
