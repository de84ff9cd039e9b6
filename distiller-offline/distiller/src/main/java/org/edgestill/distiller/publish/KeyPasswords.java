package org.edgestill.distiller.publish;

import java.io.Console;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.edgestill.trust.KeyFolders;
import org.edgestill.trust.KeyPassword;
import org.edgestill.trust.KeyUnavailableException;
import org.edgestill.trust.Role;
import org.jspecify.annotations.Nullable;

/**
 * The passwords of private keys: from a file, else from the environment, else from the person at
 * the terminal. Each is asked for once, and only if a key needs it.
 */
public final class KeyPasswords {

  /** Environment variable with the password of all keys but the root's. */
  public static final String KEYS_VARIABLE = "EDGESTILL_KEYS_PASSWORD";

  /** Environment variable with the password of the root's keys. */
  public static final String ROOT_VARIABLE = "EDGESTILL_ROOT_PASSWORD";

  /** Shorter ones are found too fast, however slow each try is. */
  private static final int MIN_LENGTH = 8;

  private final KeySettings settings;
  private final Path folder;
  private final Map<String, String> environment;
  private final @Nullable Console console;
  private boolean confirm;

  /**
   * Passwords.
   *
   * @param folder what the paths in the settings are relative to
   * @param environment for instance {@code System.getenv()}
   * @param console {@code null} if nobody is there to ask
   */
  public KeyPasswords(
      KeySettings settings,
      Path folder,
      Map<String, String> environment,
      @Nullable Console console) {
    this.settings = settings;
    this.folder = folder;
    this.environment = environment;
    this.console = console;
  }

  /**
   * Where the keys of a repository are, and their passwords.
   *
   * @param repository the repository's folder; all keys but the root's are in it
   */
  public KeyFolders folders(Path repository) {
    return folders(
        repository,
        once("signing keys", "keys.passwordFile", settings.passwordFile(), KEYS_VARIABLE),
        once("root keys", "keys.rootPasswordFile", settings.rootPasswordFile(), ROOT_VARIABLE));
  }

  /**
   * The same, but who is at the terminal types each password twice, because keys that are made
   * under a mistyped one are lost.
   */
  public KeyFolders foldersOfNewKeys(Path repository) {
    confirm = true;
    return folders(repository);
  }

  /** The same places, but new keys are not encrypted and encrypted ones can not be read. */
  public KeyFolders unencrypted(Path repository) {
    return folders(repository, KeyPassword.NONE, KeyPassword.NONE);
  }

  private KeyFolders folders(Path repository, KeyPassword keys, KeyPassword root) {
    return KeyFolders.in(repository.resolve(SigningRepository.KEYS), keys)
        .with(Role.ROOT, folder.resolve(settings.root()).normalize(), root);
  }

  private KeyPassword once(String what, String setting, @Nullable String file, String variable) {
    return new KeyPassword() {
      private char @Nullable [] known;

      @Override
      public char[] get() throws IOException {
        char[] password = known;
        if (password == null) {
          password = find(what, setting, file, variable);
          if (password.length < MIN_LENGTH) {
            throw new KeyUnavailableException(
                "the password of the %s must have at least %d characters"
                    .formatted(what, MIN_LENGTH));
          }
          known = password;
        }
        return password.clone();
      }
    };
  }

  private char[] find(String what, String setting, @Nullable String file, String variable)
      throws IOException {
    if (file != null) {
      return firstLine(folder.resolve(file), setting);
    }
    String inherited = environment.get(variable);
    if (inherited != null) {
      return inherited.toCharArray();
    }
    if (console == null) {
      throw new KeyUnavailableException(
          "the %s need a password: set %s to a file that holds it, or %s, or run this in a terminal"
              .formatted(what, setting, variable));
    }
    char[] typed = console.readPassword("Password of the %s: ", what);
    if (typed == null) {
      throw new KeyUnavailableException("no password was given for the " + what);
    }
    if (confirm && !Arrays.equals(typed, console.readPassword("The same again: "))) {
      throw new KeyUnavailableException("the two passwords differ; nothing was made");
    }
    return typed;
  }

  private static char[] firstLine(Path file, String setting) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new KeyUnavailableException(
          setting + " says " + file + ", which is not there; its first line is the password");
    }
    CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(Files.readAllBytes(file)));
    int end = 0;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    char[] line = new char[end];
    text.get(line);
    Arrays.fill(text.array(), ' ');
    return line;
  }
}
