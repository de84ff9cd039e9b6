package org.edgestill.distiller.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.edgestill.distiller.run.Json;
import org.edgestill.distiller.run.Pipeline;
import org.edgestill.distiller.run.RunListener;
import org.edgestill.distiller.run.SeedStudy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares all models, with one seed or with several. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = "Rank the whole catalogue with every model; print a table, write a page.")
final class EvaluateCommand implements Callable<Integer> {

  @Mixin private CommonOptions options = new CommonOptions();

  @Option(
      names = {"-f", "--force"},
      description = "do this step even if nothing has changed")
  private boolean force;

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "SEED",
      description =
          "do the whole run with each of these seeds, in run directories of their own, and report"
              + " means, values of each seed and intervals over users and seeds")
  private List<Long> seeds = List.of();

  private final Terminal terminal;

  EvaluateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    RunListener listener = options.listener(terminal);
    Object result =
        seeds.isEmpty()
            ? new Pipeline(options.workspace(), listener).bringUpToDate("evaluate", force)
            : new SeedStudy(options.workspace(), seeds, listener).run(force);
    if (options.json()) {
      terminal.out().println(Json.MAPPER.writeValueAsString(result));
    }
    return 0;
  }
}
