package org.edgestill.distiller.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.edgestill.distiller.data.InputException;
import org.edgestill.distiller.publish.KeyPasswords;
import org.edgestill.distiller.publish.SigningRepository;
import org.edgestill.distiller.run.Workspace;
import org.edgestill.trust.KeyFolders;
import org.edgestill.trust.RepositoryKeys;
import org.edgestill.trust.Role;
import org.edgestill.trust.TufRepository;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes, shows and changes the publisher's signing keys. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Make, show and change the keys that sign releases.",
    footer = {
      "",
      "Every change makes the next root, signed by the root keys before and after;",
      "'edgestill publish --refresh' sends it. Nothing else needs the root's keys.",
      "Passwords come from the files that the settings name, else from the variables",
      KeyPasswords.KEYS_VARIABLE + " and " + KeyPasswords.ROOT_VARIABLE + ",",
      "else they are asked for."
    })
final class KeysCommand {

  private static final String UNENCRYPTED = "leave new keys unencrypted: for trials only";

  private interface Change {
    void apply(RepositoryKeys keys) throws IOException;
  }

  private final Terminal terminal;

  KeysCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Command(
      name = "generate",
      mixinStandardHelpOptions = true,
      description = "Make the keys of all roles, and the root file that gateways are given.")
  int generate(
      @Mixin CommonOptions options,
      @Option(names = "--unencrypted", description = UNENCRYPTED) boolean unencrypted)
      throws IOException {
    Workspace workspace = options.workspace();
    Path folder = folder(workspace);
    KeyFolders keys = keys(workspace, unencrypted);
    SigningRepository.create(folder, keys, Clock.systemUTC());
    return report(options, folder, keys, SigningRepository.open(folder, keys, Clock.systemUTC()));
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Show each role's keys, threshold and expiry. Needs no private key.")
  int show(@Mixin CommonOptions options) throws IOException {
    Workspace workspace = options.workspace();
    Path folder = folder(workspace);
    KeyFolders keys = keys(workspace, true);
    return report(options, folder, keys, SigningRepository.open(folder, keys, Clock.systemUTC()));
  }

  @Command(
      name = "rotate",
      mixinStandardHelpOptions = true,
      description = "Replace all keys of a role with new ones.")
  int rotate(
      @Mixin CommonOptions options,
      @Parameters(paramLabel = "ROLE", description = "${COMPLETION-CANDIDATES}") Role role,
      @Option(names = "--unencrypted", description = UNENCRYPTED) boolean unencrypted)
      throws IOException {
    return change(options, unencrypted, keys -> keys.rotate(role));
  }

  @Command(
      name = "rotate-root",
      mixinStandardHelpOptions = true,
      description = "Replace all root keys: root N+1, signed by the old and the new keys.")
  int rotateRoot(
      @Mixin CommonOptions options,
      @Option(names = "--unencrypted", description = UNENCRYPTED) boolean unencrypted)
      throws IOException {
    return change(options, unencrypted, keys -> keys.rotate(Role.ROOT));
  }

  @Command(
      name = "renew-root",
      mixinStandardHelpOptions = true,
      description = "Sign the next root with the same keys and a later expiry.")
  int renewRoot(@Mixin CommonOptions options) throws IOException {
    return change(options, false, RepositoryKeys::renewRoot);
  }

  @Command(
      name = "replace",
      mixinStandardHelpOptions = true,
      description = "Revoke one key that is lost or stolen, and make a new one in its place.")
  int replace(
      @Mixin CommonOptions options,
      @Parameters(index = "0", paramLabel = "ROLE", description = "${COMPLETION-CANDIDATES}")
          Role role,
      @Parameters(index = "1", paramLabel = "KEYID", description = "as 'keys show' prints it")
          String keyId,
      @Option(names = "--unencrypted", description = UNENCRYPTED) boolean unencrypted)
      throws IOException {
    return change(options, unencrypted, keys -> keys.replace(role, keyId));
  }

  @Command(
      name = "threshold",
      mixinStandardHelpOptions = true,
      description = "Change how many of how many keys of a role must sign.")
  int threshold(
      @Mixin CommonOptions options,
      @Parameters(index = "0", paramLabel = "ROLE", description = "${COMPLETION-CANDIDATES}")
          Role role,
      @Parameters(index = "1", paramLabel = "THRESHOLD", description = "how many must sign")
          int threshold,
      @Option(names = "--of", paramLabel = "KEYS", required = true, description = "of how many")
          int count,
      @Option(names = "--unencrypted", description = UNENCRYPTED) boolean unencrypted)
      throws IOException {
    return change(options, unencrypted, keys -> keys.changeThreshold(role, threshold, count));
  }

  private int change(CommonOptions options, boolean unencrypted, Change change) throws IOException {
    Workspace workspace = options.workspace();
    Path folder = folder(workspace);
    KeyFolders keys = keys(workspace, unencrypted);
    TufRepository repository = SigningRepository.open(folder, keys, Clock.systemUTC());
    try {
      change.apply(repository.keys());
    } catch (IllegalArgumentException e) {
      throw new InputException(String.valueOf(e.getMessage()), e);
    }
    SigningRepository.writeRoot(folder, repository);
    return report(options, folder, keys, repository);
  }

  private int report(CommonOptions options, Path folder, KeyFolders keys, TufRepository repository)
      throws IOException {
    KeysReport report =
        new KeysReport(
            folder, folder.resolve(SigningRepository.ROOT_FILE), keys, repository.keys().roles());
    terminal.out().print(options.json() ? report.json() : report.text());
    terminal.out().flush();
    return 0;
  }

  private static Path folder(Workspace workspace) {
    return workspace.resolve(workspace.settings().publish().repository());
  }

  private static KeyFolders keys(Workspace workspace, boolean unencrypted) {
    KeyPasswords passwords = passwords(workspace);
    Path folder = folder(workspace);
    return unencrypted ? passwords.unencrypted(folder) : passwords.foldersOfNewKeys(folder);
  }

  /** The passwords of whoever runs the command. */
  static KeyPasswords passwords(Workspace workspace) {
    return new KeyPasswords(
        workspace.settings().keys(), workspace.resolve(""), System.getenv(), System.console());
  }
}
