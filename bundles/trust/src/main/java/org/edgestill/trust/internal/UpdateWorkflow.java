package org.edgestill.trust.internal;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.trust.MetadataSource;
import org.edgestill.trust.MetadataUnavailableException;
import org.edgestill.trust.ReleaseTarget;
import org.edgestill.trust.Role;
import org.edgestill.trust.TrustedReleases;
import org.jspecify.annotations.Nullable;

/**
 * One run of the client workflow: section 5 of the TUF 1.0 specification, a method a step, in its
 * order.
 *
 * @see <a
 *     href="https://theupdateframework.github.io/specification/latest/#detailed-client-workflow">
 *     Detailed client workflow</a>
 */
public final class UpdateWorkflow {

  private final TrustStore store;
  private final byte[] provisionedRoot;
  private final MetadataSource source;

  /** Section 5.1: one time for the whole run. */
  private final Instant startTime;

  /**
   * A run.
   *
   * @param startTime recorded before anything else (section 5.1); all expiry is judged by it
   */
  public UpdateWorkflow(
      TrustStore store, byte[] provisionedRoot, MetadataSource source, Instant startTime) {
    this.store = store;
    this.provisionedRoot = provisionedRoot;
    this.source = source;
    this.startTime = startTime;
  }

  /** Sections 5.2 to 5.6. */
  public TrustedReleases run() throws ModelRefusedException, IOException {
    RootUpdate roots = new RootUpdate(store, source);
    Metadata.Root root = roots.follow(roots.loadTrusted(provisionedRoot));
    TrustedTime time = TrustedTime.of(startTime, store, root);
    // 5.3.10: only the last root must not have expired.
    time.requireFresh(root, RefusalCode.EXPIRED);
    Metadata.Timestamp timestamp = updateTimestamp(root, time);
    Metadata.Snapshot snapshot = updateSnapshot(root, timestamp, time);
    Metadata.Targets targets = updateTargets(root, snapshot, time);
    time.learn();
    Instant earliest =
        Stream.of(root, timestamp, snapshot, targets)
            .map(Metadata::expires)
            .min(Instant::compareTo)
            .orElseThrow();
    return new TrustedReleases(targets.version(), earliest, targets.releases());
  }

  /** Section 5.4. */
  private Metadata.Timestamp updateTimestamp(Metadata.Root root, TrustedTime time)
      throws ModelRefusedException, IOException {
    RoleKeys signers = root.keysOf(Role.TIMESTAMP);
    Metadata.Timestamp trusted =
        remembered(Role.TIMESTAMP, bytes -> MetadataReader.timestamp(bytes, signers));
    // 5.4.1
    Optional<byte[]> fetched = source.fetch(Role.TIMESTAMP, 0, Role.TIMESTAMP.maxBytes());
    if (fetched.isEmpty()) {
      if (trusted != null) {
        requireTimely(trusted, time);
      }
      throw new MetadataUnavailableException("nothing has been published: there is no timestamp");
    }
    // 5.4.2
    Metadata.Timestamp offered = MetadataReader.timestamp(fetched.get(), signers);
    // 5.4.3
    if (trusted != null) {
      requireNotOlder("the timestamp", trusted.version(), offered.version());
      if (offered.version() == trusted.version()) {
        // Nothing new, which is normal unless it lasts.
        requireTimely(trusted, time);
        return trusted;
      }
      requireNotOlder("the snapshot", trusted.snapshot().version(), offered.snapshot().version());
    }
    requireTimely(offered, time);
    // 5.4.5
    store.save(Role.TIMESTAMP, fetched.get());
    return offered;
  }

  /** Section 5.4.4, for the newest timestamp there is. */
  private static void requireTimely(Metadata.Timestamp newest, TrustedTime time)
      throws ModelRefusedException {
    time.requireClockAfter(newest, newest.issued());
    time.requireFresh(newest, RefusalCode.FREEZE_SUSPECTED);
  }

  /** Section 5.5. */
  private Metadata.Snapshot updateSnapshot(
      Metadata.Root root, Metadata.Timestamp timestamp, TrustedTime time)
      throws ModelRefusedException, IOException {
    RoleKeys signers = root.keysOf(Role.SNAPSHOT);
    MetaFile meta = timestamp.snapshot();
    Metadata.Snapshot trusted =
        remembered(Role.SNAPSHOT, bytes -> MetadataReader.snapshot(bytes, signers));
    if (trusted != null && isNamed(trusted, meta, Role.SNAPSHOT)) {
      time.requireFresh(trusted, RefusalCode.EXPIRED);
      return trusted;
    }
    // 5.5.1 and 5.5.2
    byte[] bytes = fetch(Role.SNAPSHOT, meta, root);
    // 5.5.3
    Metadata.Snapshot offered = MetadataReader.snapshot(bytes, signers);
    // 5.5.4
    requireVersion(offered, meta);
    // 5.5.5
    if (trusted != null) {
      requireNoTargetsOlder(trusted, offered);
    }
    // 5.5.6
    time.requireFresh(offered, RefusalCode.EXPIRED);
    // 5.5.7
    store.save(Role.SNAPSHOT, bytes);
    return offered;
  }

  /** Section 5.5.5: no targets metadata gets older or disappears. */
  private static void requireNoTargetsOlder(Metadata.Snapshot trusted, Metadata.Snapshot offered)
      throws ModelRefusedException {
    for (Map.Entry<String, MetaFile> before : trusted.meta().entrySet()) {
      MetaFile after = offered.meta().get(before.getKey());
      if (after == null) {
        throw new ModelRefusedException(
            RefusalCode.ROLLBACK_ATTACK, "targets that the last snapshot named are gone");
      }
      requireNotOlder("the targets", before.getValue().version(), after.version());
    }
  }

  /**
   * Section 5.6. Of the search through delegations (5.6.7) the most roles that are visited is one:
   * the targets role signs releases itself.
   */
  private Metadata.Targets updateTargets(
      Metadata.Root root, Metadata.Snapshot snapshot, TrustedTime time)
      throws ModelRefusedException, IOException {
    RoleKeys signers = root.keysOf(Role.TARGETS);
    MetaFile meta = snapshot.targets();
    Metadata.Targets trusted =
        remembered(Role.TARGETS, bytes -> MetadataReader.targets(bytes, signers));
    if (trusted != null && isNamed(trusted, meta, Role.TARGETS)) {
      time.requireFresh(trusted, RefusalCode.EXPIRED);
      return trusted;
    }
    // 5.6.1 and 5.6.2
    byte[] bytes = fetch(Role.TARGETS, meta, root);
    // 5.6.3
    Metadata.Targets offered = MetadataReader.targets(bytes, signers);
    // 5.6.4
    requireVersion(offered, meta);
    // 5.6.5
    time.requireFresh(offered, RefusalCode.EXPIRED);
    if (trusted != null) {
      requireSameDigests(trusted, offered);
    }
    // 5.6.6
    store.save(Role.TARGETS, bytes);
    return offered;
  }

  /** Ours, beyond the specification: a release number stands for one content for ever. */
  private static void requireSameDigests(Metadata.Targets trusted, Metadata.Targets offered)
      throws ModelRefusedException {
    for (ReleaseTarget before : trusted.releases()) {
      for (ReleaseTarget after : offered.releases()) {
        if (before.name().equals(after.name())
            && before.release() == after.release()
            && !before.sha256().equals(after.sha256())) {
          throw new ModelRefusedException(
              RefusalCode.ROLLBACK_ATTACK,
              before.id() + " is offered again with other content; publish a new release instead");
        }
      }
    }
  }

  private interface Reader<T> {
    T read(byte[] bytes) throws ModelRefusedException;
  }

  /** What was trusted last, if it still is by signature; it may have expired. */
  private <T> @Nullable T remembered(Role role, Reader<T> reader) throws IOException {
    Optional<byte[]> bytes = store.last(role);
    if (bytes.isEmpty()) {
      return null;
    }
    try {
      return reader.read(bytes.get());
    } catch (ModelRefusedException e) {
      return null;
    }
  }

  /** Whether what is remembered is exactly what is named, so that nothing need be fetched. */
  private boolean isNamed(Metadata trusted, MetaFile meta, Role role) throws IOException {
    Optional<byte[]> bytes = store.last(role);
    return trusted.version() == meta.version() && bytes.isPresent() && meta.matches(bytes.get());
  }

  /** Sections 5.3.12, 5.5.1 and 5.6.1 say under which name; 5.5.2 and 5.6.2 check the hash. */
  private byte[] fetch(Role role, MetaFile meta, Metadata.Root root)
      throws ModelRefusedException, IOException {
    long version = root.consistentSnapshot() ? meta.version() : 0;
    byte[] bytes =
        source
            .fetch(role, version, meta.limit(role.maxBytes()))
            .orElseThrow(
                () ->
                    new MetadataUnavailableException(
                        role.typeName() + " " + meta.version() + " is signed, but not there"));
    if (bytes.length > role.maxBytes()) {
      throw new ModelRefusedException(
          RefusalCode.LENGTH_EXCEEDED,
          "the " + role.typeName() + " metadata has more than " + role.maxBytes() + " bytes");
    }
    meta.check(bytes, "the " + role.typeName() + " metadata");
    return bytes;
  }

  private static void requireVersion(Metadata offered, MetaFile meta) throws ModelRefusedException {
    if (offered.version() != meta.version()) {
      throw new ModelRefusedException(
          RefusalCode.HASH_MISMATCH,
          offered.role().typeName()
              + " "
              + meta.version()
              + " is signed, but version "
              + offered.version()
              + " was given: a mix of two publications");
    }
  }

  private static void requireNotOlder(String what, long trusted, long offered)
      throws ModelRefusedException {
    if (offered < trusted) {
      throw new ModelRefusedException(
          RefusalCode.ROLLBACK_ATTACK,
          what + " has version " + offered + ", but " + trusted + " was trusted before");
    }
  }
}
