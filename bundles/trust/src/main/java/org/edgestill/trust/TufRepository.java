package org.edgestill.trust;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.trust.RepositorySettings.Signing;
import org.edgestill.trust.internal.KeyFiles;
import org.edgestill.trust.internal.Metadata;
import org.edgestill.trust.internal.RepositoryState;
import org.edgestill.trust.internal.RepositoryWriter;
import org.edgestill.trust.internal.RoleKeys;
import org.edgestill.trust.internal.SettingsFile;

/**
 * A publisher's side of TUF 1.0: a folder with {@code keys/} (private, a folder for each role),
 * {@code metadata/} (what is published) and {@code repository.json} (settings). One repository,
 * with keys of its own, for each channel.
 *
 * <p>Every change writes the new files first and the timestamp last, so that a publisher killed at
 * any point leaves the old publication valid. Not thread-safe; one process at a time.
 */
public final class TufRepository {

  private static final String METADATA = "metadata";
  private static final String SETTINGS = "repository.json";

  private final Path metadata;
  private final RepositoryWriter writer;

  private TufRepository(Path folder, RepositoryWriter writer) {
    this.metadata = folder.resolve(METADATA);
    this.writer = writer;
  }

  /** With all keys in the repository's folder {@code keys}, not encrypted. */
  public static TufRepository create(Path folder, RepositorySettings settings, Clock clock)
      throws IOException {
    return create(folder, plainKeys(folder), settings, clock);
  }

  /**
   * Makes keys and a first publication without releases.
   *
   * @param folder is made; must not hold a repository
   * @throws FileAlreadyExistsException if there is a repository
   */
  public static TufRepository create(
      Path folder, KeyFolders keyFolders, RepositorySettings settings, Clock clock)
      throws IOException {
    Path metadata = folder.resolve(METADATA);
    if (Files.exists(metadata.resolve(Role.ROOT.fileName(1)))) {
      throw new FileAlreadyExistsException(folder + " holds a repository already");
    }
    Files.createDirectories(metadata);
    SettingsFile.write(folder.resolve(SETTINGS), settings);
    KeyFiles keys = new KeyFiles(keyFolders);
    Map<Role, RoleKeys> roles = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      Signing signing = settings.of(role);
      roles.put(role, RoleKeys.of(keys.create(role, signing.keys()), signing.threshold()));
    }
    Instant now = clock.instant();
    Instant expires = now.plus(settings.of(Role.ROOT).validity()).truncatedTo(ChronoUnit.SECONDS);
    Metadata.Root root = new Metadata.Root(1, expires, now, true, roles);
    RepositoryWriter writer =
        new RepositoryWriter(
            metadata,
            folder.resolve(SETTINGS),
            keys,
            settings,
            clock,
            RepositoryState.nothingYet(root));
    writer.publish(List.of());
    writer.writeFirstRoot();
    return new TufRepository(folder, writer);
  }

  /** With all keys in the repository's folder {@code keys}, not encrypted. */
  public static TufRepository open(Path folder, Clock clock) throws IOException {
    return open(folder, plainKeys(folder), clock);
  }

  /**
   * Opens a repository, and finishes a change of keys that was interrupted. Private keys are read
   * when they are needed, so the root's may be elsewhere.
   *
   * @throws IOException if it is none, or its metadata can not be read or is not signed by its root
   */
  public static TufRepository open(Path folder, KeyFolders keyFolders, Clock clock)
      throws IOException {
    try {
      RepositoryState state = RepositoryState.read(folder.resolve(METADATA));
      RepositoryWriter writer =
          new RepositoryWriter(
              folder.resolve(METADATA),
              folder.resolve(SETTINGS),
              new KeyFiles(keyFolders),
              SettingsFile.read(folder.resolve(SETTINGS)),
              clock,
              state);
      if (state.rotationInterrupted()) {
        writer.publish(state.targets().releases());
      }
      return new TufRepository(folder, writer);
    } catch (ModelRefusedException e) {
      throw new IOException(folder + " is not a sound repository: " + e.getMessage(), e);
    }
  }

  /** Whether a folder holds a repository. */
  public static boolean exists(Path folder) {
    return Files.exists(folder.resolve(METADATA).resolve(Role.ROOT.fileName(1)));
  }

  /** All releases of the present publication, by path. */
  public List<ReleaseTarget> releases() {
    return writer.state().targets().releases();
  }

  /** The newest root, for provisioning gateways. */
  public byte[] rootFile() throws IOException {
    return writer.read(Role.ROOT, writer.state().root().version());
  }

  /** Where the published files are. */
  public Path metadataFolder() {
    return metadata;
  }

  /** When the present publication stops being trusted unless it is signed again. */
  public Instant expires() {
    return writer.state().all().stream()
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
    releases().forEach(release -> byPath.put(release.path(), release));
    for (ReleaseTarget release : added) {
      for (ReleaseTarget other : byPath.values()) {
        requireCompatible(release, other);
      }
      byPath.put(release.path(), release);
    }
    writer.publish(List.copyOf(byPath.values()));
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
        releases().stream()
            .filter(other -> !other.name().equals(name) || other.release() != release)
            .toList();
    if (left.size() == releases().size()) {
      return false;
    }
    writer.publish(left);
    return true;
  }

  /** Signs targets, snapshot and timestamp again with new expiry and new versions. */
  public void resign() throws IOException {
    writer.publish(releases());
  }

  /** Signs the timestamp again: what is to be done regularly, so that a freeze shows. */
  public void resignTimestamp() throws IOException {
    writer.resignTimestamp();
  }

  /** Who signs, and how to change that. */
  public RepositoryKeys keys() {
    return new RepositoryKeys(writer);
  }

  /**
   * Everything that gateways fetch, in the order in which it is to be made available: all roots,
   * then targets and snapshot, the timestamp last.
   */
  public List<PublishedMetadata> published() throws IOException {
    RepositoryState state = writer.state();
    List<PublishedMetadata> files = new ArrayList<>();
    for (long version = 1; version <= state.root().version(); version++) {
      files.add(file(Role.ROOT, version));
    }
    files.add(file(Role.TARGETS, state.targets().version()));
    files.add(file(Role.SNAPSHOT, state.snapshot().version()));
    files.add(file(Role.TIMESTAMP, state.timestamp().version()));
    return files;
  }

  private PublishedMetadata file(Role role, long version) throws IOException {
    return new PublishedMetadata(role, version, writer.read(role, version));
  }

  private static KeyFolders plainKeys(Path folder) {
    return KeyFolders.in(folder.resolve("keys"), KeyPassword.NONE);
  }
}
