package org.edgestill.trust;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.model.io.DurableFiles;
import org.edgestill.trust.internal.KeyFiles;
import org.edgestill.trust.internal.MetaFile;
import org.edgestill.trust.internal.Metadata;
import org.edgestill.trust.internal.MetadataWriter;
import org.edgestill.trust.internal.RepositoryState;
import org.edgestill.trust.internal.RoleKeys;
import org.edgestill.trust.internal.SettingsFile;
import org.edgestill.trust.internal.TufKey;

/**
 * A publisher's side of TUF 1.0: a folder with {@code keys/} (private, a folder for each role),
 * {@code metadata/} (what is published) and {@code repository.json} (settings). One repository,
 * with keys of its own, for each channel.
 *
 * <p>Every change writes the new files first and the timestamp last, so that a publisher killed at
 * any point leaves the old publication valid. Not thread-safe; one process at a time.
 */
public final class TufRepository {

  private static final String TARGETS_FILE = "targets.json";

  private final Path metadata;
  private final KeyFiles keys;
  private final RepositorySettings settings;
  private final Clock clock;
  private Metadata.Root root;
  private Metadata.Targets targets;
  private Metadata.Snapshot snapshot;
  private Metadata.Timestamp timestamp;

  private TufRepository(
      Path folder, RepositorySettings settings, Clock clock, RepositoryState state) {
    this.metadata = folder.resolve("metadata");
    this.keys = new KeyFiles(folder.resolve("keys"));
    this.settings = settings;
    this.clock = clock;
    this.root = state.root();
    this.targets = state.targets();
    this.snapshot = state.snapshot();
    this.timestamp = state.timestamp();
  }

  /**
   * Makes keys and a first publication without releases.
   *
   * @param folder is made; must not hold a repository
   * @throws FileAlreadyExistsException if there is a repository
   */
  public static TufRepository create(Path folder, RepositorySettings settings, Clock clock)
      throws IOException {
    Path metadata = folder.resolve("metadata");
    if (Files.exists(metadata.resolve(Role.ROOT.fileName(1)))) {
      throw new FileAlreadyExistsException(folder + " holds a repository already");
    }
    Files.createDirectories(metadata);
    SettingsFile.write(folder.resolve("repository.json"), settings);
    KeyFiles keys = new KeyFiles(folder.resolve("keys"));
    Map<Role, RoleKeys> roles = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      roles.put(role, roleKeys(keys, role, settings));
    }
    Instant now = clock.instant();
    Metadata.Root root = new Metadata.Root(1, expiry(now, settings, Role.ROOT), now, true, roles);
    TufRepository repository =
        new TufRepository(folder, settings, clock, RepositoryState.nothingYet(root));
    repository.publish(List.of());
    // Last, because its presence is what makes the folder a repository.
    repository.write(root, keys.load(Role.ROOT, root.keysOf(Role.ROOT)));
    return repository;
  }

  /**
   * Opens a repository, and finishes a rotation of keys that was interrupted. Private keys are read
   * when they are needed, so the root's may be elsewhere.
   *
   * @throws IOException if it is none, or its metadata can not be read or is not signed by its root
   */
  public static TufRepository open(Path folder, Clock clock) throws IOException {
    try {
      RepositoryState state = RepositoryState.read(folder.resolve("metadata"));
      TufRepository repository =
          new TufRepository(
              folder, SettingsFile.read(folder.resolve("repository.json")), clock, state);
      if (state.rotationInterrupted()) {
        repository.resign();
      }
      return repository;
    } catch (ModelRefusedException e) {
      throw new IOException(folder + " is not a sound repository: " + e.getMessage(), e);
    }
  }

  /** Whether a folder holds a repository. */
  public static boolean exists(Path folder) {
    return Files.exists(folder.resolve("metadata").resolve(Role.ROOT.fileName(1)));
  }

  /** All releases of the present publication, by path. */
  public List<ReleaseTarget> releases() {
    return targets.releases();
  }

  /** The newest root, for provisioning gateways. */
  public byte[] rootFile() throws IOException {
    return read(metadata, Role.ROOT, root.version());
  }

  /** Where the published files are. */
  public Path metadataFolder() {
    return metadata;
  }

  /** When the present publication stops being trusted unless it is signed again. */
  public Instant expires() {
    return List.of(root, targets, snapshot, timestamp).stream()
        .map(Metadata::expires)
        .min(Instant::compareTo)
        .orElseThrow();
  }

  /**
   * Publishes releases. A release that is there already is replaced, for instance to widen its
   * rollout, if it has the same digest.
   *
   * @throws IllegalArgumentException if a release number is there with another digest, or a path is
   *     that of another release
   */
  public void addRelease(ReleaseTarget... added) throws IOException {
    Map<String, ReleaseTarget> byPath = new TreeMap<>();
    targets.releases().forEach(release -> byPath.put(release.path(), release));
    for (ReleaseTarget release : added) {
      for (ReleaseTarget other : byPath.values()) {
        requireCompatible(release, other);
      }
      byPath.put(release.path(), release);
    }
    publish(List.copyOf(byPath.values()));
  }

  private static void requireCompatible(ReleaseTarget release, ReleaseTarget other) {
    boolean sameNumber =
        release.name().equals(other.name()) && release.release() == other.release();
    if (sameNumber && !release.sha256().equals(other.sha256())) {
      throw new IllegalArgumentException(
          other.id() + " is published already; other content needs a higher release number");
    }
    if (!sameNumber && release.path().equals(other.path())) {
      throw new IllegalArgumentException(release.path() + " is the path of " + other.id());
    }
  }

  /**
   * Withdraws a release. Gateways that have it keep it: to move them, publish a higher release.
   *
   * @return whether it was there
   */
  public boolean removeRelease(String name, long release) throws IOException {
    List<ReleaseTarget> left =
        targets.releases().stream()
            .filter(other -> !other.name().equals(name) || other.release() != release)
            .toList();
    if (left.size() == targets.releases().size()) {
      return false;
    }
    publish(left);
    return true;
  }

  /** Signs targets, snapshot and timestamp again with new expiry and new versions. */
  public void resign() throws IOException {
    publish(targets.releases());
  }

  /** Signs the timestamp again: what is to be done regularly, so that a freeze shows. */
  public void resignTimestamp() throws IOException {
    Map<String, PrivateKey> signers = load(Role.TIMESTAMP);
    timestamp =
        new Metadata.Timestamp(
            timestamp.version() + 1, expiry(Role.TIMESTAMP), clock.instant(), timestamp.snapshot());
    write(timestamp, signers);
  }

  /**
   * Replaces all keys of a role with new ones, in a new root that is signed by the old and the new
   * root keys, and signs everything again. The old private keys stay on disk; delete them once
   * every gateway has followed.
   */
  public void rotateKeys(Role role) throws IOException {
    Map<String, PrivateKey> signers = new TreeMap<>(load(Role.ROOT));
    Map<Role, RoleKeys> roles = new EnumMap<>(root.keys());
    roles.put(role, roleKeys(keys, role, settings));
    root = new Metadata.Root(root.version() + 1, expiry(Role.ROOT), clock.instant(), true, roles);
    signers.putAll(load(Role.ROOT));
    write(root, signers);
    publish(targets.releases());
  }

  /**
   * Everything that gateways fetch, in the order in which it is to be made available: all roots,
   * then targets and snapshot, the timestamp last.
   */
  public List<PublishedMetadata> published() throws IOException {
    List<PublishedMetadata> files = new ArrayList<>();
    for (long version = 1; version <= root.version(); version++) {
      files.add(file(Role.ROOT, version));
    }
    files.add(file(Role.TARGETS, targets.version()));
    files.add(file(Role.SNAPSHOT, snapshot.version()));
    files.add(file(Role.TIMESTAMP, timestamp.version()));
    return files;
  }

  private PublishedMetadata file(Role role, long version) throws IOException {
    return new PublishedMetadata(role, version, read(metadata, role, version));
  }

  private void publish(List<ReleaseTarget> releases) throws IOException {
    // All keys first: a missing one must not leave half a publication.
    Map<String, PrivateKey> targetsKeys = load(Role.TARGETS);
    Map<String, PrivateKey> snapshotKeys = load(Role.SNAPSHOT);
    Map<String, PrivateKey> timestampKeys = load(Role.TIMESTAMP);
    targets = new Metadata.Targets(targets.version() + 1, expiry(Role.TARGETS), releases);
    MetaFile targetsMeta = MetaFile.of(targets.version(), write(targets, targetsKeys));
    snapshot =
        new Metadata.Snapshot(
            snapshot.version() + 1, expiry(Role.SNAPSHOT), Map.of(TARGETS_FILE, targetsMeta));
    MetaFile snapshotMeta = MetaFile.of(snapshot.version(), write(snapshot, snapshotKeys));
    timestamp =
        new Metadata.Timestamp(
            timestamp.version() + 1, expiry(Role.TIMESTAMP), clock.instant(), snapshotMeta);
    write(timestamp, timestampKeys);
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

  private Map<String, PrivateKey> load(Role role) throws IOException {
    return keys.load(role, root.keysOf(role));
  }

  private Instant expiry(Role role) {
    return expiry(clock.instant(), settings, role);
  }

  private static Instant expiry(Instant now, RepositorySettings settings, Role role) {
    return now.plus(settings.of(role).validity()).truncatedTo(ChronoUnit.SECONDS);
  }

  private static RoleKeys roleKeys(KeyFiles keys, Role role, RepositorySettings settings)
      throws IOException {
    List<TufKey> created = keys.create(role, settings.of(role).keys());
    return new RoleKeys(
        created.stream().map(TufKey::keyId).toList(), created, settings.of(role).threshold());
  }

  private static byte[] read(Path metadata, Role role, long version) throws IOException {
    return DurableFiles.readBounded(metadata.resolve(role.fileName(version)), role.maxBytes());
  }
}
