package org.edgestill.trust;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.edgestill.model.Digests;
import org.edgestill.model.json.StrictJson;
import org.edgestill.trust.internal.CanonicalJson;
import org.edgestill.trust.internal.Ed25519;
import org.edgestill.trust.internal.MetaFile;
import org.edgestill.trust.internal.Metadata;
import org.edgestill.trust.internal.MetadataWriter;
import org.edgestill.trust.internal.RoleKeys;
import org.edgestill.trust.internal.TufKey;

/** Metadata as no honest repository would write it, but signed with the right keys. */
final class Forge {

  static final Instant EXPIRES = Instant.parse("2030-01-01T00:00:00Z");

  private final Map<Role, List<KeyPair>> pairs = new EnumMap<>(Role.class);
  private final Map<Role, Integer> thresholds = new EnumMap<>(Role.class);

  /** One key for each role. */
  Forge() {
    for (Role role : Role.values()) {
      keys(role, 1, List.of(Ed25519.generate()));
    }
  }

  Forge keys(Role role, int threshold, List<KeyPair> keys) {
    pairs.put(role, keys);
    thresholds.put(role, threshold);
    return this;
  }

  List<KeyPair> pairs(Role role) {
    return List.copyOf(pairs.getOrDefault(role, List.of()));
  }

  ObjectNode root(long version) {
    Map<Role, RoleKeys> keys = new EnumMap<>(Role.class);
    pairs.forEach(
        (role, list) -> {
          List<TufKey> publicKeys = list.stream().map(pair -> TufKey.of(pair.getPublic())).toList();
          keys.put(
              role,
              new RoleKeys(
                  publicKeys.stream().map(TufKey::keyId).toList(),
                  publicKeys,
                  thresholds.getOrDefault(role, 1)));
        });
    return MetadataWriter.content(new Metadata.Root(version, EXPIRES, null, true, keys));
  }

  ObjectNode targets(long version, ReleaseTarget... releases) {
    return MetadataWriter.content(new Metadata.Targets(version, EXPIRES, List.of(releases)));
  }

  ObjectNode snapshot(long version, Map<String, MetaFile> meta) {
    return MetadataWriter.content(new Metadata.Snapshot(version, EXPIRES, meta));
  }

  ObjectNode timestamp(long version, MetaFile snapshot) {
    return MetadataWriter.content(new Metadata.Timestamp(version, EXPIRES, null, snapshot));
  }

  byte[] sign(ObjectNode content, Role... by) {
    Map<String, PrivateKey> signers = new LinkedHashMap<>();
    for (Role role : by) {
      for (KeyPair pair : pairs(role)) {
        signers.put(TufKey.of(pair.getPublic()).keyId(), pair.getPrivate());
      }
    }
    return MetadataWriter.sign(content, signers);
  }

  /** Signs with one key, once under each of the ids. */
  static byte[] signAs(ObjectNode content, KeyPair pair, List<String> keyIds) throws Exception {
    ObjectNode envelope = StrictJson.newObject();
    ArrayNode signatures = envelope.putArray("signatures");
    String signature = Digests.hex(Ed25519.sign(pair.getPrivate(), CanonicalJson.encode(content)));
    keyIds.forEach(id -> signatures.addObject().put("keyid", id).put("sig", signature));
    envelope.set("signed", content);
    return StrictJson.toBytes(envelope);
  }

  /** A whole publication of one version, whose targets are given. */
  Publication publication(long version, ObjectNode targets) {
    byte[] targetsBytes = sign(targets, Role.TARGETS);
    return publication(version, version, targetsBytes, MetaFile.of(version, targetsBytes));
  }

  /** A publication whose parts need not fit each other. */
  Publication publication(
      long timestampVersion, long snapshotVersion, byte[] targets, MetaFile targetsMeta) {
    byte[] snapshot =
        sign(snapshot(snapshotVersion, Map.of("targets.json", targetsMeta)), Role.SNAPSHOT);
    byte[] timestamp =
        sign(timestamp(timestampVersion, MetaFile.of(snapshotVersion, snapshot)), Role.TIMESTAMP);
    return new Publication()
        .replace(Role.ROOT, 1, sign(root(1), Role.ROOT))
        .replace(Role.TARGETS, targetsMeta.version(), targets)
        .replace(Role.SNAPSHOT, snapshotVersion, snapshot)
        .replace(Role.TIMESTAMP, 0, timestamp);
  }

  /** Adds a key object to a root and to a role in it; returns its id. */
  static String addKey(ObjectNode root, Role role, ObjectNode key) throws Exception {
    String id = Digests.sha256(CanonicalJson.encode(key));
    root.withObject("/keys").set(id, key);
    root.withObject("/roles/" + role.typeName()).withArray("keyids").add(id);
    return id;
  }

  static List<String> idsOf(List<KeyPair> pairs) {
    List<String> ids = new ArrayList<>();
    pairs.forEach(pair -> ids.add(TufKey.of(pair.getPublic()).keyId()));
    return ids;
  }
}
