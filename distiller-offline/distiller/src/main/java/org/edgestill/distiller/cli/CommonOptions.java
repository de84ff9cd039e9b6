package org.edgestill.distiller.cli;

import java.nio.file.Path;
import org.edgestill.distiller.run.RunListener;
import org.edgestill.distiller.run.Workspace;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command that works on a run understands. */
final class CommonOptions {

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      defaultValue = "edgestill.yaml",
      description = "the configuration file (default: ${DEFAULT-VALUE})")
  private Path config = Path.of("edgestill.yaml");

  @Option(
      names = "--release",
      paramLabel = "N",
      description = "the release number, instead of that of the configuration")
  private @Nullable Long release;

  @Option(names = "--json", description = "print the result as JSON")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "no progress")
  private boolean quiet;

  Workspace workspace() {
    Workspace workspace = Workspace.of(config);
    return release == null ? workspace : workspace.withRelease(release);
  }

  Path config() {
    return config;
  }

  boolean json() {
    return json;
  }

  RunListener listener(Terminal terminal) {
    return quiet ? RunListener.NONE : new ConsoleListener(terminal);
  }
}
