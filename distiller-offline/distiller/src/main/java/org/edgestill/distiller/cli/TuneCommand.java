package org.edgestill.distiller.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.edgestill.distiller.run.Json;
import org.edgestill.distiller.run.Tuning;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The best student within budgets. */
@Command(
    name = "tune",
    mixinStandardHelpOptions = true,
    description = "Find the student that is best on validation within budgets; write its settings.")
final class TuneCommand implements Callable<Integer> {

  @Mixin private CommonOptions options = new CommonOptions();

  @Option(
      names = "--max-bytes",
      paramLabel = "SIZE",
      defaultValue = "1MB",
      converter = Quantity.Bytes.class,
      description = "the largest model file (default: ${DEFAULT-VALUE})")
  private long maxBytes;

  @Option(
      names = "--max-p99",
      paramLabel = "TIME",
      defaultValue = "5ms",
      converter = Quantity.Micros.class,
      description = "the longest 99th percentile of a request here (default: ${DEFAULT-VALUE})")
  private double maxP99Micros;

  @Option(
      names = "--trials",
      paramLabel = "N",
      defaultValue = "20",
      description = "how many students are trained at most (default: ${DEFAULT-VALUE})")
  private int trials;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "where the chosen settings go; in the folder of the configuration")
  private @Nullable Path output;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Terminal terminal;

  TuneCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    if (trials < 1) {
      throw new ParameterException(spec.commandLine(), "--trials must be at least 1");
    }
    Path config = options.config().toAbsolutePath();
    Path chosen = output == null ? beside(config) : output.toAbsolutePath();
    if (chosen.equals(config) || !config.resolveSibling(chosen.getFileName()).equals(chosen)) {
      throw new ParameterException(
          spec.commandLine(),
          "--output must be another file in the folder of the configuration, because paths in it"
              + " are relative to that folder");
    }
    Tuning.Result result =
        new Tuning(
                options.workspace(),
                new Tuning.Budget(maxBytes, maxP99Micros),
                options.listener(terminal))
            .run(trials, config, chosen);
    if (options.json()) {
      terminal.out().println(Json.MAPPER.writeValueAsString(result));
    }
    return 0;
  }

  /** {@code shop.yaml} becomes {@code shop-tuned.yaml}. */
  private static Path beside(Path config) {
    String name = String.valueOf(config.getFileName());
    int dot = name.lastIndexOf('.');
    String stem = dot < 0 ? name : name.substring(0, dot);
    return config.resolveSibling(stem + "-tuned" + (dot < 0 ? "" : name.substring(dot)));
  }
}
