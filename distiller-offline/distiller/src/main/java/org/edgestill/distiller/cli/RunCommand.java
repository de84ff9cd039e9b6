package org.edgestill.distiller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.concurrent.Callable;
import org.edgestill.distiller.publish.Publishing;
import org.edgestill.distiller.run.Json;
import org.edgestill.distiller.run.Pipeline;
import org.edgestill.distiller.run.RunListener;
import org.edgestill.distiller.run.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Everything, from the log to the package, and onto the broker if one is configured. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Do all steps; publish if the configuration names a broker.")
final class RunCommand implements Callable<Integer> {

  @Mixin private CommonOptions options = new CommonOptions();

  private final Terminal terminal;

  RunCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Workspace workspace = options.workspace();
    RunListener listener = options.listener(terminal);
    Publishing publishing =
        workspace.settings().publish().broker() == null
            ? null
            : PublishCommand.publishing(workspace);
    Pipeline pipeline = new Pipeline(workspace, listener);
    ObjectNode results = Json.MAPPER.createObjectNode();
    JsonNode packaged = pipeline.bringUpToDate("package", false);
    for (String step : pipeline.steps()) {
      pipeline.report(step).ifPresent(report -> results.set(step, report));
    }
    results.set("package", packaged);
    if (publishing != null) {
      Map<String, Object> published = PublishCommand.publish(publishing, workspace, listener);
      results.set("publish", Json.MAPPER.valueToTree(published));
    }
    if (options.json()) {
      terminal.out().println(Json.MAPPER.writeValueAsString(results));
    }
    return 0;
  }
}
