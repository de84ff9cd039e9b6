package org.edgestill.trust.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.edgestill.model.io.DurableFiles;
import org.edgestill.trust.ReleaseTarget;
import org.edgestill.trust.RepositorySettings;
import org.edgestill.trust.Role;

/**
 * Signs and writes the metadata of a repository. What a timestamp names is written before it, so
 * that a publisher killed at any point leaves the old publication valid.
 */
public final class RepositoryWriter {

  private static final String TARGETS_FILE = "targets.json";

  private final Path metadata;
  private final Path settingsFile;
  private final KeyFiles keys;
  private final Clock clock;
  private RepositorySettings settings;
  private RepositoryState state;

  /**
   * A writer.
   *
   * @param metadata the folder of what is published
   * @param state what is published now
   */
  public RepositoryWriter(
      Path metadata,
      Path settingsFile,
      KeyFiles keys,
      RepositorySettings settings,
      Clock clock,
      RepositoryState state) {
    this.metadata = metadata;
    this.settingsFile = settingsFile;
    this.keys = keys;
    this.settings = settings;
    this.clock = clock;
    this.state = state;
  }

  /** What is published now. */
  public RepositoryState state() {
    return state;
  }

  public RepositorySettings settings() {
    return settings;
  }

  /** Changes how the repository signs from now on. */
  public void change(RepositorySettings changed) throws IOException {
    SettingsFile.write(settingsFile, changed);
    settings = changed;
  }

  public KeyFiles keys() {
    return keys;
  }

  /**
   * The private keys of a role.
   *
   * @throws IOException if they are not here
   */
  public Map<String, PrivateKey> signers(Role role) throws IOException {
    return keys.load(role, state.root().keysOf(role));
  }

  /** Root 1. To be written last: it is what makes a folder a repository. */
  public void writeFirstRoot() throws IOException {
    write(state.root(), signers(Role.ROOT));
  }

  /**
   * The next root, signed by the present root keys and by its own.
   *
   * @param present the private keys of the present root
   */
  public void writeNextRoot(Map<String, PrivateKey> present, Map<Role, RoleKeys> roles)
      throws IOException {
    Metadata.Root next =
        new Metadata.Root(
            state.root().version() + 1, expiry(Role.ROOT), clock.instant(), true, roles);
    Map<String, PrivateKey> signers = new TreeMap<>(present);
    signers.putAll(keys.load(Role.ROOT, next.keysOf(Role.ROOT)));
    write(next, signers);
    state = state.with(next);
  }

  /** Targets, and what names them. */
  public void publish(List<ReleaseTarget> releases) throws IOException {
    // All keys first: a missing one must not leave half a publication.
    Map<String, PrivateKey> targetsKeys = signers(Role.TARGETS);
    Map<String, PrivateKey> snapshotKeys = signers(Role.SNAPSHOT);
    Map<String, PrivateKey> timestampKeys = signers(Role.TIMESTAMP);
    Metadata.Targets targets =
        new Metadata.Targets(state.targets().version() + 1, expiry(Role.TARGETS), releases);
    MetaFile meta = MetaFile.of(targets.version(), write(targets, targetsKeys));
    state = state.with(targets);
    snapshot(meta, snapshotKeys, timestampKeys);
  }

  /** The snapshot of the same targets, and the timestamp. */
  public void resignSnapshot() throws IOException {
    MetaFile meta = state.snapshot().targets();
    snapshot(meta, signers(Role.SNAPSHOT), signers(Role.TIMESTAMP));
  }

  /** The timestamp of the same snapshot. */
  public void resignTimestamp() throws IOException {
    timestamp(state.timestamp().snapshot(), signers(Role.TIMESTAMP));
  }

  private void snapshot(
      MetaFile targets, Map<String, PrivateKey> signers, Map<String, PrivateKey> timestampKeys)
      throws IOException {
    Metadata.Snapshot snapshot =
        new Metadata.Snapshot(
            state.snapshot().version() + 1, expiry(Role.SNAPSHOT), Map.of(TARGETS_FILE, targets));
    MetaFile meta = MetaFile.of(snapshot.version(), write(snapshot, signers));
    state = state.with(snapshot);
    timestamp(meta, timestampKeys);
  }

  private void timestamp(MetaFile snapshot, Map<String, PrivateKey> signers) throws IOException {
    Metadata.Timestamp timestamp =
        new Metadata.Timestamp(
            state.timestamp().version() + 1, expiry(Role.TIMESTAMP), clock.instant(), snapshot);
    write(timestamp, signers);
    state = state.with(timestamp);
  }

  private byte[] write(Metadata content, Map<String, PrivateKey> signers) throws IOException {
    byte[] bytes = MetadataWriter.sign(MetadataWriter.content(content), signers);
    if (bytes.length > content.role().maxBytes()) {
      throw new IOException(
          "the " + content.role().typeName() + " metadata would be larger than gateways read");
    }
    DurableFiles.write(metadata.resolve(content.role().fileName(content.version())), bytes);
    return bytes;
  }

  /** The bytes that are published. */
  public byte[] read(Role role, long version) throws IOException {
    return DurableFiles.readBounded(metadata.resolve(role.fileName(version)), role.maxBytes());
  }

  private Instant expiry(Role role) {
    return clock.instant().plus(settings.of(role).validity()).truncatedTo(ChronoUnit.SECONDS);
  }
}
