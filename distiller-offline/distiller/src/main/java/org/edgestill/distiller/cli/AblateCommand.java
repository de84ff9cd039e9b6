package org.edgestill.distiller.cli;

import java.util.concurrent.Callable;
import org.edgestill.distiller.run.Ablation;
import org.edgestill.distiller.run.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Which loss brings what. */
@Command(
    name = "ablate",
    mixinStandardHelpOptions = true,
    description = "Train the variants of the section ablation; tell which loss brings what.")
final class AblateCommand implements Callable<Integer> {

  @Mixin private CommonOptions options = new CommonOptions();

  private final Terminal terminal;

  AblateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Ablation.Result result = new Ablation(options.workspace(), options.listener(terminal)).run();
    if (options.json()) {
      terminal.out().println(Json.MAPPER.writeValueAsString(result));
    }
    return 0;
  }
}
