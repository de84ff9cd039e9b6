package org.edgestill.distiller.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.edgestill.trust.KeyFolders;
import org.edgestill.trust.KeyUnavailableException;
import org.edgestill.trust.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyPasswordsTest {

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          KeyPasswords.KEYS_VARIABLE, "keys of the environment",
          KeyPasswords.ROOT_VARIABLE, "root of the environment");

  private final Path folder;

  KeyPasswordsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private KeyFolders folders(KeySettings settings, Map<String, String> environment) {
    return new KeyPasswords(settings, folder, environment, null).folders(folder.resolve("tuf"));
  }

  @Test
  void theRootHasAFolderAndAPasswordOfItsOwn() throws Exception {
    KeyFolders folders = folders(new KeySettings("safe", null, null), ENVIRONMENT);
    for (Role role : Role.values()) {
      boolean root = role == Role.ROOT;
      assertThat(folders.folder(role))
          .isEqualTo(folder.resolve(root ? "safe" : "tuf/keys/" + role.typeName()));
      assertThat(new String(folders.password(role).get()))
          .isEqualTo((root ? "root" : "keys") + " of the environment");
    }
  }

  @Test
  void aFileComesBeforeTheEnvironmentAndItsFirstLineCounts() throws Exception {
    Files.writeString(folder.resolve("pw"), "blåbærsyltetøy\r\nnot this\n");
    KeyFolders folders = folders(new KeySettings("safe", "pw", null), ENVIRONMENT);
    char[] password = folders.password(Role.TARGETS).get();
    assertThat(new String(password)).isEqualTo("blåbærsyltetøy");
    password[0] = '?';
    assertThat(new String(folders.password(Role.TARGETS).get())).isEqualTo("blåbærsyltetøy");
  }

  @Test
  void whatIsMissingOrTooShortIsSaid() throws Exception {
    assertThatThrownBy(
            () -> folders(new KeySettings("safe", null, null), Map.of()).password(Role.ROOT).get())
        .isInstanceOf(KeyUnavailableException.class)
        .hasMessageContaining("keys.rootPasswordFile")
        .hasMessageContaining(KeyPasswords.ROOT_VARIABLE);
    KeyFolders nowhere = folders(new KeySettings("safe", "nowhere", null), ENVIRONMENT);
    assertThatThrownBy(() -> nowhere.password(Role.TARGETS).get())
        .isInstanceOf(KeyUnavailableException.class)
        .hasMessageContaining("nowhere, which is not there");
    Files.writeString(folder.resolve("short"), "1234567\n");
    KeyFolders tooShort = folders(new KeySettings("safe", "short", null), ENVIRONMENT);
    assertThatThrownBy(() -> tooShort.password(Role.TARGETS).get())
        .isInstanceOf(KeyUnavailableException.class)
        .hasMessageContaining("at least 8");
  }
}
