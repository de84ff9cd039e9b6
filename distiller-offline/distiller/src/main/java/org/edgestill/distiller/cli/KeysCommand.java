package org.edgestill.distiller.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import org.edgestill.distiller.publish.SigningRepository;
import org.edgestill.distiller.run.Json;
import org.edgestill.distiller.run.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Makes the publisher's signing keys. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = "Make signing keys and the root file that gateways are provisioned with.")
final class KeysCommand implements Callable<Integer> {

  @Mixin private CommonOptions options = new CommonOptions();

  private final Terminal terminal;

  KeysCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Workspace workspace = options.workspace();
    Path folder = workspace.resolve(workspace.settings().publish().repository());
    Path root = SigningRepository.create(folder, Clock.systemUTC());
    if (options.json()) {
      terminal
          .out()
          .println(
              Json.MAPPER.writeValueAsString(
                  Map.of("repository", folder.toString(), "root", root.toString())));
    } else {
      terminal.out().println("Signing keys: " + folder + " (keep this folder safe and private)");
      terminal.out().println("For gateways: " + root + " (rootFile of their updates)");
    }
    return 0;
  }
}
