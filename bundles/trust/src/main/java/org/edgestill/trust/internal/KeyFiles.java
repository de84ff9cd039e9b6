package org.edgestill.trust.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.edgestill.model.io.DurableFiles;
import org.edgestill.trust.KeyFolders;
import org.edgestill.trust.KeyUnavailableException;
import org.edgestill.trust.Role;
import org.edgestill.trust.RoleState;

/**
 * The publisher's private keys: {@code KEYID.pem} in the folder of their role, for the owner only.
 */
public final class KeyFiles {

  private static final String SUFFIX = ".pem";
  private static final int MAX_BYTES = 4_096;

  private final KeyFolders folders;

  /** Keys that were made or decrypted, because that is slow on purpose; for one command's time. */
  private final Map<Path, PrivateKey> unlocked = new HashMap<>();

  public KeyFiles(KeyFolders folders) {
    this.folders = folders;
  }

  /** Makes new keys for a role and keeps those that are there. */
  public List<TufKey> create(Role role, int count) throws IOException {
    createPrivateFolder(folders.folder(role));
    List<TufKey> created = new ArrayList<>();
    char[] password = count == 0 ? new char[0] : folders.password(role).get();
    try {
      for (int i = 0; i < count; i++) {
        KeyPair pair = Ed25519.generate();
        TufKey key = TufKey.of(pair.getPublic());
        Path file = file(role, key);
        DurableFiles.writePrivate(file, PrivateKeyPem.write(pair.getPrivate(), password));
        unlocked.put(file, pair.getPrivate());
        created.add(key);
      }
    } finally {
      Arrays.fill(password, ' ');
    }
    return created;
  }

  /**
   * The private keys of a role, by key id, of those that are here.
   *
   * @throws KeyUnavailableException if fewer than the threshold are here, or a file is not the key
   *     that its name says
   */
  public Map<String, PrivateKey> load(Role role, RoleKeys trusted) throws IOException {
    Map<String, PrivateKey> found = new TreeMap<>();
    for (TufKey key : trusted.keys()) {
      Path file = file(role, key);
      if (Files.exists(file)) {
        found.put(key.keyId(), read(role, key, file));
      }
      // Else it is kept elsewhere; enough if the others reach the threshold.
    }
    if (found.size() < trusted.threshold()) {
      throw new KeyUnavailableException(
          "the "
              + role.typeName()
              + " role needs "
              + trusted.threshold()
              + " private keys, but "
              + folders.folder(role)
              + " has "
              + found.size()
              + " of them");
    }
    return found;
  }

  /** How a key is kept here. */
  public RoleState.Key state(Role role, TufKey key) throws IOException {
    Path file = file(role, key);
    boolean present = Files.exists(file);
    return new RoleState.Key(
        key.keyId(),
        present,
        present && PrivateKeyPem.isEncrypted(DurableFiles.readBounded(file, MAX_BYTES)));
  }

  private PrivateKey read(Role role, TufKey key, Path file) throws IOException {
    PrivateKey known = unlocked.get(file);
    if (known != null) {
      return known;
    }
    byte[] pem = DurableFiles.readBounded(file, MAX_BYTES);
    boolean encrypted = PrivateKeyPem.isEncrypted(pem);
    char[] password = encrypted ? folders.password(role).get() : new char[0];
    try {
      if (encrypted && password.length == 0) {
        throw new KeyUnavailableException(file + " is encrypted, but there is no password for it");
      }
      PrivateKey loaded = PrivateKeyPem.read(pem, password);
      byte[] probe = key.keyId().getBytes(StandardCharsets.US_ASCII);
      if (!key.verify(probe, Ed25519.sign(loaded, probe))) {
        throw new KeyUnavailableException(file + " is another key than its name says");
      }
      unlocked.put(file, loaded);
      return loaded;
    } catch (IllegalArgumentException e) {
      throw new KeyUnavailableException(file + ": " + e.getMessage(), e);
    } finally {
      Arrays.fill(password, ' ');
    }
  }

  private Path file(Role role, TufKey key) {
    return folders.folder(role).resolve(key.keyId() + SUFFIX);
  }

  private static void createPrivateFolder(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return;
    }
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException(path + " can not hold keys");
    }
    createPrivateFolder(parent);
    if (Files.getFileStore(parent).supportsFileAttributeView("posix")) {
      Files.createDirectory(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectory(path);
    }
  }
}
