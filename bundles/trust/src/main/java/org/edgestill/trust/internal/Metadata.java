package org.edgestill.trust.internal;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.edgestill.trust.ReleaseTarget;
import org.edgestill.trust.Role;
import org.jspecify.annotations.Nullable;

/** The content of a role's metadata. */
public sealed interface Metadata {

  /** Rises with every change, from 1. */
  long version();

  /** From then on it must not be trusted. */
  Instant expires();

  /** Which role this is. */
  Role role();

  /** Whether it must not be trusted any more. */
  default boolean isExpiredAt(Instant time) {
    return !time.isBefore(expires());
  }

  /**
   * Root.
   *
   * @param issued when it was signed, as the publisher says; {@code null} if it does not
   * @param consistentSnapshot whether files of snapshot and targets have their version in the name
   * @param keys the keys of each role
   */
  record Root(
      long version,
      Instant expires,
      @Nullable Instant issued,
      boolean consistentSnapshot,
      Map<Role, RoleKeys> keys)
      implements Metadata {
    public Root {
      keys = Map.copyOf(new EnumMap<>(keys));
      if (keys.size() != Role.values().length) {
        throw new IllegalArgumentException("a root names the keys of all four roles");
      }
    }

    @Override
    public Role role() {
      return Role.ROOT;
    }

    /** The keys of a role. */
    public RoleKeys keysOf(Role role) {
      RoleKeys found = keys.get(role);
      if (found == null) {
        throw new IllegalStateException("checked when made: " + role);
      }
      return found;
    }
  }

  /**
   * Timestamp.
   *
   * @param issued when it was signed, as the publisher says; {@code null} if it does not
   * @param snapshot the newest snapshot
   */
  record Timestamp(long version, Instant expires, @Nullable Instant issued, MetaFile snapshot)
      implements Metadata {
    @Override
    public Role role() {
      return Role.TIMESTAMP;
    }
  }

  /**
   * Snapshot.
   *
   * @param meta file name to version of all targets metadata
   */
  record Snapshot(long version, Instant expires, Map<String, MetaFile> meta) implements Metadata {
    public Snapshot {
      meta = Map.copyOf(new TreeMap<>(meta));
    }

    @Override
    public Role role() {
      return Role.SNAPSHOT;
    }

    /** What it says about the top-level targets. */
    public MetaFile targets() {
      MetaFile found = meta.get(MetadataReader.TARGETS_FILE);
      if (found == null) {
        throw new IllegalStateException("checked when read");
      }
      return found;
    }
  }

  /**
   * Targets.
   *
   * @param releases those targets that are releases of models
   */
  record Targets(long version, Instant expires, List<ReleaseTarget> releases) implements Metadata {
    public Targets {
      releases = List.copyOf(releases);
    }

    @Override
    public Role role() {
      return Role.TARGETS;
    }
  }
}
