package org.edgestill.trust.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.model.io.DurableFiles;
import org.edgestill.trust.Role;

/**
 * Remembers what was trusted: every root since the provisioned one ({@code N.root.json}), and the
 * last timestamp, snapshot and targets. What is read back is verified again, so that a damaged or
 * exchanged file counts as not there. And the latest time that is known, see {@link TrustedTime}.
 */
public final class TrustStore {

  private static final String TIME = "time";
  private static final int MAX_TIME_BYTES = 64;

  private final Path folder;

  public TrustStore(Path folder) {
    this.folder = folder;
  }

  Optional<byte[]> root(long version) throws IOException {
    return read(Role.ROOT.fileName(version), Role.ROOT.maxBytes());
  }

  Optional<byte[]> last(Role role) throws IOException {
    return read(role.typeName() + ".json", role.maxBytes());
  }

  void saveRoot(long version, byte[] content) throws IOException, ModelRefusedException {
    save(Role.ROOT.fileName(version), content);
  }

  void save(Role role, byte[] content) throws IOException, ModelRefusedException {
    save(role.typeName() + ".json", content);
  }

  void discard(Role role) throws IOException {
    DurableFiles.delete(folder.resolve(role.typeName() + ".json"));
  }

  /** The latest time that is known; empty if none is, or the file is damaged. */
  Optional<Instant> time() throws IOException {
    try {
      return read(TIME, MAX_TIME_BYTES)
          .map(bytes -> Instant.parse(new String(bytes, StandardCharsets.US_ASCII)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  void saveTime(Instant time) throws IOException, ModelRefusedException {
    save(TIME, time.toString().getBytes(StandardCharsets.US_ASCII));
  }

  void discardTime() throws IOException {
    DurableFiles.delete(folder.resolve(TIME));
  }

  private Optional<byte[]> read(String name, int maxBytes) throws IOException {
    Path file = folder.resolve(name);
    try {
      if (Files.size(file) > maxBytes) {
        return Optional.empty();
      }
      return Optional.of(DurableFiles.readBounded(file, maxBytes));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private void save(String name, byte[] content) throws IOException, ModelRefusedException {
    try {
      Files.createDirectories(folder);
      DurableFiles.write(folder.resolve(name), content);
    } catch (IOException e) {
      if (DurableFiles.isDiskFull(e)) {
        throw new ModelRefusedException(
            RefusalCode.DISK_FULL, "no room to remember the trusted " + name, e);
      }
      throw e;
    }
  }
}
