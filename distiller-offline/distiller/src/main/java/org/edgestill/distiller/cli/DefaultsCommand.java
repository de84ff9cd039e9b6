package org.edgestill.distiller.cli;

import java.util.concurrent.Callable;
import org.edgestill.distiller.run.SettingsFile;
import picocli.CommandLine.Command;

/** Prints every setting with its meaning and default. */
@Command(
    name = "defaults",
    mixinStandardHelpOptions = true,
    description = "Print every setting with its meaning and default (YAML).")
final class DefaultsCommand implements Callable<Integer> {

  private final Terminal terminal;

  DefaultsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    terminal.out().print(SettingsFile.documentedDefaults());
    terminal.out().flush();
    return 0;
  }
}
