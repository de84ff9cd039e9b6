package org.edgestill.trust.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.edgestill.model.io.DurableFiles;
import org.edgestill.trust.Role;

/**
 * The publisher's private keys: {@code ROLE/KEYID.pem}, PKCS#8, for the owner only. Each role has a
 * folder of its own, so that the root's can be kept offline.
 */
public final class KeyFiles {

  private static final String SUFFIX = ".pem";
  private static final int MAX_BYTES = 4_096;

  private final Path folder;

  public KeyFiles(Path folder) {
    this.folder = folder;
  }

  /** Makes new keys for a role and keeps those that are there. */
  public List<TufKey> create(Role role, int count) throws IOException {
    Path keys = folder.resolve(role.typeName());
    createPrivateFolder(folder);
    createPrivateFolder(keys);
    List<TufKey> created = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      KeyPair pair = Ed25519.generate();
      TufKey key = TufKey.of(pair.getPublic());
      DurableFiles.writePrivate(
          keys.resolve(key.keyId() + SUFFIX), Ed25519.toPem(pair.getPrivate()));
      created.add(key);
    }
    return created;
  }

  /**
   * The private keys of a role, by key id, of those that are here.
   *
   * @throws IOException if fewer than the threshold are here, or a file is not the key that its
   *     name says
   */
  public Map<String, PrivateKey> load(Role role, RoleKeys trusted) throws IOException {
    Map<String, PrivateKey> found = new TreeMap<>();
    for (TufKey key : trusted.keys()) {
      Path file = folder.resolve(role.typeName()).resolve(key.keyId() + SUFFIX);
      if (!Files.exists(file)) {
        // Kept elsewhere; enough if the others reach the threshold.
        continue;
      }
      try {
        PrivateKey loaded = Ed25519.fromPem(DurableFiles.readBounded(file, MAX_BYTES));
        byte[] probe = key.keyId().getBytes(StandardCharsets.US_ASCII);
        if (!key.verify(probe, Ed25519.sign(loaded, probe))) {
          throw new IOException(file + " is another key than its name says");
        }
        found.put(key.keyId(), loaded);
      } catch (IllegalArgumentException e) {
        throw new IOException(file + ": " + e.getMessage(), e);
      }
    }
    if (found.size() < trusted.threshold()) {
      throw new IOException(
          "the "
              + role.typeName()
              + " role needs "
              + trusted.threshold()
              + " private keys, but "
              + folder.resolve(role.typeName())
              + " has "
              + found.size()
              + " of them");
    }
    return found;
  }

  private static void createPrivateFolder(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return;
    }
    Path parent = path.toAbsolutePath().getParent();
    if (parent != null && Files.getFileStore(parent).supportsFileAttributeView("posix")) {
      Files.createDirectory(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectory(path);
    }
  }
}
