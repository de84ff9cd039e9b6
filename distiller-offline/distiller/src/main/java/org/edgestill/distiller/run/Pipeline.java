package org.edgestill.distiller.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.edgestill.distiller.pack.ModelPackager;
import org.edgestill.model.Digests;
import org.edgestill.model.io.DurableFiles;

/**
 * Does the steps of a run in order, each only if it has to be: what a step depends on is hashed,
 * and a step whose hash is that of its last success is skipped. A step that was stopped is done
 * again (trainings go on from their last epoch).
 */
public final class Pipeline {

  /** Raised when a step writes its files differently, so that old ones are not taken for new. */
  static final int FORMAT = 2;

  private static final String RECORD = "step.json";

  private final Workspace workspace;
  private final RunListener listener;
  private final Map<String, Step> steps = new LinkedHashMap<>();

  public Pipeline(Workspace workspace, RunListener listener) {
    this.workspace = workspace;
    this.listener = listener;
    for (Step step :
        List.of(
            new PrepareStep(),
            new TeachStep(),
            new DistilStep(),
            new LadderStep(),
            new EvaluateStep(),
            new PackageStep())) {
      steps.put(step.name(), step);
    }
  }

  /** The names of all steps, in order. */
  public List<String> steps() {
    return List.copyOf(steps.keySet());
  }

  /**
   * Brings a step and all that it reads up to date.
   *
   * @param again do this step even if nothing has changed
   * @return what the step reported
   * @throws org.edgestill.distiller.data.InputException if settings or data can not be used
   * @throws RefusedException if a result is not good enough to go on
   */
  public JsonNode bringUpToDate(String name, boolean again) throws IOException {
    List<Step> order = new ArrayList<>();
    collect(name, order);
    JsonNode result = Json.object();
    Map<String, String> hashes = new LinkedHashMap<>();
    for (Step step : order) {
      String hash = hash(step, hashes);
      hashes.put(step.name(), hash);
      Optional<JsonNode> known =
          again && step.name().equals(name) ? Optional.empty() : lastSuccess(step, hash);
      if (known.isPresent()) {
        listener.skipped(step.name());
        result = known.get();
      } else {
        result = run(step, hash);
      }
    }
    return result;
  }

  /**
   * Packages one of the students as a release of its own, apart from the step {@code package}.
   *
   * @throws RefusedException if it does not keep its budgets
   */
  public ModelPackager.Packaged packageRelease(Student student, long release) throws IOException {
    bringUpToDate(EvaluateStep.NAME, false);
    Workspace other = workspace.withRelease(release);
    Files.createDirectories(other.folder(PackageStep.NAME));
    return PackageStep.write(other, student);
  }

  /** How all models did; brings that up to date. */
  public Report evaluation() throws IOException {
    bringUpToDate(EvaluateStep.NAME, false);
    return EvaluateStep.report(workspace);
  }

  /** What a step reported when it last succeeded, whether or not that is up to date. */
  public Optional<JsonNode> report(String name) throws IOException {
    Path file = workspace.folder(name).resolve(RECORD);
    return Files.exists(file)
        ? Optional.of(Json.MAPPER.readTree(file.toFile()).path("result"))
        : Optional.empty();
  }

  /** How long a step took when it was last done; 0 if it never was. */
  static double seconds(Workspace workspace, String name) throws IOException {
    Path file = workspace.folder(name).resolve(RECORD);
    return Files.exists(file) ? Json.MAPPER.readTree(file.toFile()).path("seconds").asDouble() : 0;
  }

  private void collect(String name, List<Step> order) {
    Step step = steps.get(name);
    if (step == null) {
      throw new IllegalArgumentException("there is no step '" + name + "'");
    }
    step.reads().forEach(before -> collect(before, order));
    if (!order.contains(step)) {
      order.add(step);
    }
  }

  private String hash(Step step, Map<String, String> before) throws IOException {
    ObjectNode all = Json.object();
    all.put("step", step.name());
    all.put("format", FORMAT);
    step.reads().forEach(name -> all.put("reads " + name, before.get(name)));
    all.set("dependsOn", Json.MAPPER.valueToTree(step.dependsOn(workspace)));
    return Digests.sha256(Json.MAPPER.writeValueAsString(all).getBytes(StandardCharsets.UTF_8));
  }

  private Optional<JsonNode> lastSuccess(Step step, String hash) throws IOException {
    Path file = workspace.folder(step.name()).resolve(RECORD);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode record = Json.MAPPER.readTree(file.toFile());
    return record.path("inputs").asText().equals(hash)
        ? Optional.of(record.path("result"))
        : Optional.empty();
  }

  private JsonNode run(Step step, String hash) throws IOException {
    listener.started(step.name());
    Path folder = workspace.folder(step.name());
    Files.createDirectories(folder);
    Files.deleteIfExists(folder.resolve(RECORD));
    long start = System.nanoTime();
    ObjectNode result = step.run(workspace, listener);
    double seconds = (System.nanoTime() - start) / 1e9;
    ObjectNode record = Json.object();
    record.put("step", step.name());
    record.put("inputs", hash);
    record.set("dependsOn", Json.MAPPER.valueToTree(step.dependsOn(workspace)));
    record.put("seconds", Math.round(seconds * 1000) / 1000.0);
    record.set("result", result);
    DurableFiles.write(folder.resolve(RECORD), Json.MAPPER.writeValueAsBytes(record));
    listener.finished(step.name(), seconds);
    return result;
  }
}
