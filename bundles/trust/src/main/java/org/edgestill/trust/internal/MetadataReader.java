package org.edgestill.trust.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.model.Manifest;
import org.edgestill.model.json.StrictObject;
import org.edgestill.trust.ReleaseTarget;
import org.edgestill.trust.Role;
import org.jspecify.annotations.Nullable;

/**
 * Reads the content of each role (TUF 1.0, section 4). As the specification demands, unknown fields
 * are covered by the signature but otherwise ignored; only a release with conditions that this
 * version does not know is left out, because ignoring a condition could install it where it must
 * not be.
 */
public final class MetadataReader {

  /** As large as JSON numbers are exact everywhere. */
  static final long MAX_VERSION = 1L << 53;

  static final String SNAPSHOT_FILE = "snapshot.json";
  static final String TARGETS_FILE = "targets.json";

  /**
   * Ours: when root and timestamp were signed. TUF's readers ignore fields that they do not know.
   */
  static final String ISSUED = "x-edgestill-issued";

  private static final int MAX_KEYS = 256;
  private static final int MAX_META = 4_096;
  private static final int MAX_TARGETS = 4_096;
  private static final int MAX_TEXT = 256;
  private static final Set<String> CONDITIONS =
      Set.of("name", "release", "channel", "deviceClasses", "rollout");

  private MetadataReader() {}

  /**
   * Reads a root and checks that it is signed by its own root keys and by all others given (section
   * 5.3.4).
   */
  public static Metadata.Root root(byte[] bytes, List<RoleKeys> alsoSignedBy)
      throws ModelRefusedException {
    Envelope envelope = Envelope.parse(bytes, Role.ROOT, Role.ROOT.maxBytes());
    for (RoleKeys signers : alsoSignedBy) {
      envelope.requireSignedBy(signers);
    }
    Metadata.Root root = root(envelope.unverifiedContent());
    envelope.requireSignedBy(root.keysOf(Role.ROOT));
    return root;
  }

  private static Metadata.Root root(StrictObject json) throws ModelRefusedException {
    // Optional, says the specification, for repositories older than the field.
    boolean consistent = json.has("consistent_snapshot") && json.bool("consistent_snapshot");
    Map<String, Optional<TufKey>> keys = keys(json.object("keys"));
    StrictObject roles = json.object("roles");
    Map<Role, RoleKeys> byRole = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      byRole.put(role, roleKeys(roles.object(role.typeName()), keys));
    }
    return new Metadata.Root(version(json), expires(json), issued(json), consistent, byRole);
  }

  private static Map<String, Optional<TufKey>> keys(StrictObject json)
      throws ModelRefusedException {
    if (json.names().size() > MAX_KEYS) {
      throw json.malformed("keys", "are more than " + MAX_KEYS);
    }
    Map<String, Optional<TufKey>> keys = new HashMap<>();
    for (String keyId : json.names()) {
      keys.put(keyId, TufKey.parse(keyId, json.object(keyId)));
    }
    return keys;
  }

  private static RoleKeys roleKeys(StrictObject json, Map<String, Optional<TufKey>> keys)
      throws ModelRefusedException {
    List<String> ids = json.strings("keyids", MAX_KEYS, MAX_TEXT);
    if (new HashSet<>(ids).size() != ids.size()) {
      throw json.malformed("keyids", "name a key twice");
    }
    List<TufKey> known = new ArrayList<>();
    for (String id : ids) {
      keys.getOrDefault(id, Optional.empty()).ifPresent(known::add);
    }
    return new RoleKeys(ids, known, (int) json.integer("threshold", 1, MAX_KEYS));
  }

  /** Reads a timestamp that is signed by the given keys. */
  public static Metadata.Timestamp timestamp(byte[] bytes, RoleKeys signers)
      throws ModelRefusedException {
    StrictObject json = content(bytes, Role.TIMESTAMP, signers);
    return new Metadata.Timestamp(
        version(json),
        expires(json),
        issued(json),
        MetaFile.parse(json.object("meta").object(SNAPSHOT_FILE)));
  }

  /** Reads a snapshot that is signed by the given keys. */
  public static Metadata.Snapshot snapshot(byte[] bytes, RoleKeys signers)
      throws ModelRefusedException {
    StrictObject json = content(bytes, Role.SNAPSHOT, signers);
    StrictObject meta = json.object("meta");
    if (meta.names().size() > MAX_META) {
      throw json.malformed("meta", "has more than " + MAX_META + " entries");
    }
    Map<String, MetaFile> files = new LinkedHashMap<>();
    for (String name : meta.names()) {
      files.put(name, MetaFile.parse(meta.object(name)));
    }
    if (!files.containsKey(TARGETS_FILE)) {
      throw meta.malformed(TARGETS_FILE, "is missing");
    }
    return new Metadata.Snapshot(version(json), expires(json), files);
  }

  /** Reads targets that are signed by the given keys. */
  public static Metadata.Targets targets(byte[] bytes, RoleKeys signers)
      throws ModelRefusedException {
    StrictObject json = content(bytes, Role.TARGETS, signers);
    StrictObject targets = json.object("targets");
    if (targets.names().size() > MAX_TARGETS) {
      throw json.malformed("targets", "are more than " + MAX_TARGETS);
    }
    List<ReleaseTarget> releases = new ArrayList<>();
    Map<String, String> digests = new HashMap<>();
    for (String path : targets.names()) {
      Optional<ReleaseTarget> release = release(path, targets.object(path));
      if (release.isPresent()) {
        ReleaseTarget found = release.get();
        String other = digests.put(found.name() + "/" + found.release(), found.sha256());
        if (other != null && !other.equals(found.sha256())) {
          throw targets.malformed(path, "is a release that is listed with another digest too");
        }
        releases.add(found);
      }
    }
    return new Metadata.Targets(version(json), expires(json), releases);
  }

  private static Optional<ReleaseTarget> release(String path, StrictObject target)
      throws ModelRefusedException {
    JsonNode node = target.node().get("custom");
    if (node == null || !node.isObject() || !node.has("release")) {
      return Optional.empty();
    }
    StrictObject custom = target.object("custom");
    if (!CONDITIONS.containsAll(custom.names())) {
      return Optional.empty();
    }
    StrictObject rollout = custom.object("rollout");
    String sha256 = MetaFile.hashes(target).get("sha256");
    if (sha256 == null) {
      throw target.malformed("hashes", "must hold sha256");
    }
    try {
      return Optional.of(
          new ReleaseTarget(
              path,
              target.integer("length", 1, Manifest.MAX_BYTES),
              sha256,
              custom.string("name", MAX_TEXT),
              custom.integer("release", 1, ReleaseTarget.MAX_RELEASE),
              custom.string("channel", MAX_TEXT),
              custom.strings("deviceClasses", ReleaseTarget.MAX_DEVICE_CLASSES, MAX_TEXT),
              rollout.string("salt", MAX_TEXT),
              (int) rollout.integer("percent", 0, 100)));
    } catch (IllegalArgumentException e) {
      throw new ModelRefusedException(
          RefusalCode.MALFORMED, target.where() + ": " + e.getMessage(), e);
    }
  }

  private static StrictObject content(byte[] bytes, Role role, RoleKeys signers)
      throws ModelRefusedException {
    return Envelope.parse(bytes, role, role.maxBytes()).requireSignedBy(signers).content();
  }

  private static long version(StrictObject json) throws ModelRefusedException {
    return json.integer("version", 1, MAX_VERSION);
  }

  private static Instant expires(StrictObject json) throws ModelRefusedException {
    return json.instant("expires");
  }

  private static @Nullable Instant issued(StrictObject json) throws ModelRefusedException {
    return json.has(ISSUED) ? json.instant(ISSUED) : null;
  }
}
