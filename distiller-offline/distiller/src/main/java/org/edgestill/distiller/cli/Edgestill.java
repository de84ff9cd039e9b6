package org.edgestill.distiller.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** The command {@code edgestill} and its subcommands. */
@Command(
    name = "edgestill",
    description = "Distils a recommender for gateways: from a behaviour log to a signed student.",
    mixinStandardHelpOptions = true,
    version = "edgestill 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Every step first brings the steps before it up to date; what is up to date is skipped.",
      "Exit codes: 0 done, 2 wrong usage, 3 settings or data can not be used, 4 refused or failed."
    })
public final class Edgestill {

  /** Set by the launcher, which can tell whether standard error is a terminal. */
  private static final String INTERACTIVE = "edgestill.interactive";

  private Edgestill() {}

  /** The program. */
  public static void main(String[] arguments) {
    System.exit(run(new Terminal(Boolean.getBoolean(INTERACTIVE)), arguments));
  }

  /** Runs one command and returns its exit code. */
  static int run(Terminal terminal, String... arguments) {
    CommandLine line = new CommandLine(new Edgestill());
    step(line, terminal, "prepare", "Read the behaviour log, clean it, split it.");
    step(line, terminal, "teach", "Train the Transformer and fuse it with Markov and EASE.");
    step(line, terminal, "distil", "Train the student on the teacher's knowledge.");
    step(line, terminal, "ladder", "Measure the student in every precision: bytes, quality, time.");
    line.addSubcommand("evaluate", new EvaluateCommand(terminal));
    step(line, terminal, "package", "Make the model package and its .still file.");
    line.addSubcommand("ablate", new AblateCommand(terminal));
    line.addSubcommand("tune", new TuneCommand(terminal));
    line.addSubcommand("keys", new KeysCommand(terminal));
    line.addSubcommand("publish", new PublishCommand(terminal));
    line.addSubcommand("rollout", new RolloutCommand(terminal));
    line.addSubcommand("run", new RunCommand(terminal));
    line.addSubcommand("defaults", new DefaultsCommand(terminal));
    line.setOut(terminal.out());
    line.setErr(terminal.err());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(new Failures(terminal));
    return line.execute(arguments);
  }

  private static void step(CommandLine line, Terminal terminal, String name, String description) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(new StepCommand(terminal, name));
    spec.usageMessage().description(description);
    line.addSubcommand(name, new CommandLine(spec));
  }
}
