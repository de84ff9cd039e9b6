package org.edgestill.distiller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.edgestill.distiller.run.Json;
import org.edgestill.distiller.run.Pipeline;
import org.edgestill.distiller.run.RunListener;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One step of a run, after those that it reads. */
@Command(mixinStandardHelpOptions = true)
final class StepCommand implements Callable<Integer> {

  @Mixin private CommonOptions options = new CommonOptions();

  @Option(
      names = {"-f", "--force"},
      description = "do this step even if nothing has changed")
  private boolean force;

  private final Terminal terminal;
  private final String step;

  StepCommand(Terminal terminal, String step) {
    this.terminal = terminal;
    this.step = step;
  }

  @Override
  public Integer call() throws Exception {
    RunListener listener = options.listener(terminal);
    JsonNode result = new Pipeline(options.workspace(), listener).bringUpToDate(step, force);
    if (options.json()) {
      terminal.out().println(Json.MAPPER.writeValueAsString(result));
    }
    return 0;
  }
}
