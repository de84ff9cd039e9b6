package org.edgestill.trust.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.PrivateKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.model.Digests;
import org.edgestill.model.json.StrictJson;
import org.edgestill.trust.ReleaseTarget;
import org.edgestill.trust.Role;
import org.jspecify.annotations.Nullable;

/** Writes and signs the metadata of each role (TUF 1.0, section 4). */
public final class MetadataWriter {

  private static final String SPEC_VERSION = "1.0.31";

  private MetadataWriter() {}

  /** The signed content. */
  public static ObjectNode content(Metadata metadata) {
    ObjectNode json = StrictJson.newObject();
    json.put("_type", metadata.role().typeName());
    json.put("spec_version", SPEC_VERSION);
    json.put("version", metadata.version());
    json.put("expires", inSeconds(metadata.expires()));
    // A chain and not a switch: Java 17 has no patterns in switch.
    if (metadata instanceof Metadata.Root root) {
      writeIssued(root.issued(), json);
      write(root, json);
    } else if (metadata instanceof Metadata.Timestamp timestamp) {
      writeIssued(timestamp.issued(), json);
      timestamp.snapshot().write(json.putObject("meta").putObject(MetadataReader.SNAPSHOT_FILE));
    } else if (metadata instanceof Metadata.Snapshot snapshot) {
      ObjectNode meta = json.putObject("meta");
      new TreeMap<>(snapshot.meta()).forEach((name, file) -> file.write(meta.putObject(name)));
    } else if (metadata instanceof Metadata.Targets targets) {
      ObjectNode entries = json.putObject("targets");
      targets.releases().forEach(release -> write(release, entries.putObject(release.path())));
    }
    return json;
  }

  /**
   * Signed metadata, as it is published.
   *
   * @param signers key id to private key
   */
  public static byte[] sign(ObjectNode content, Map<String, PrivateKey> signers) {
    byte[] message = canonical(content);
    ObjectNode envelope = StrictJson.newObject();
    ArrayNode signatures = envelope.putArray("signatures");
    new TreeMap<>(signers)
        .forEach(
            (keyId, key) ->
                signatures
                    .addObject()
                    .put("keyid", keyId)
                    .put("sig", Digests.hex(Ed25519.sign(key, message))));
    envelope.set("signed", content);
    return StrictJson.toBytes(envelope);
  }

  private static byte[] canonical(ObjectNode content) {
    try {
      return CanonicalJson.encode(content);
    } catch (ModelRefusedException e) {
      throw new IllegalStateException("metadata that is written holds whole numbers only", e);
    }
  }

  /** The specification's form, which has no fraction of a second. */
  private static String inSeconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static void writeIssued(@Nullable Instant issued, ObjectNode json) {
    if (issued != null) {
      json.put(MetadataReader.ISSUED, inSeconds(issued));
    }
  }

  private static void write(Metadata.Root root, ObjectNode json) {
    json.put("consistent_snapshot", root.consistentSnapshot());
    Map<String, TufKey> keys = new TreeMap<>();
    root.keys().values().forEach(role -> role.keys().forEach(key -> keys.put(key.keyId(), key)));
    ObjectNode keysJson = json.putObject("keys");
    keys.forEach((id, key) -> keysJson.set(id, key.toJson()));
    ObjectNode roles = json.putObject("roles");
    for (Role role : Role.values()) {
      ObjectNode entry = roles.putObject(role.typeName());
      ArrayNode ids = entry.putArray("keyids");
      root.keysOf(role).keyIds().forEach(ids::add);
      entry.put("threshold", root.keysOf(role).threshold());
    }
  }

  private static void write(ReleaseTarget release, ObjectNode json) {
    json.put("length", release.length());
    json.putObject("hashes").put("sha256", release.sha256());
    ObjectNode custom = json.putObject("custom");
    custom.put("name", release.name());
    custom.put("release", release.release());
    custom.put("channel", release.channel());
    ArrayNode classes = custom.putArray("deviceClasses");
    release.deviceClasses().forEach(classes::add);
    custom
        .putObject("rollout")
        .put("salt", release.rolloutSalt())
        .put("percent", release.rolloutPercent());
  }
}
