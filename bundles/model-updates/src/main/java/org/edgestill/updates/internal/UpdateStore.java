package org.edgestill.updates.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.api.update.UpdateState;
import org.edgestill.api.update.UpdateStatus.Refusal;
import org.edgestill.model.Manifest;
import org.edgestill.model.io.DurableFiles;
import org.edgestill.model.json.StrictJson;
import org.edgestill.model.json.StrictObject;
import org.edgestill.trust.ReleaseTarget;
import org.edgestill.updates.internal.UpdateRecord.Refused;
import org.edgestill.updates.internal.UpdateRecord.Watch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the {@link UpdateRecord} in one small file that is replaced as a whole. */
final class UpdateStore {

  private static final Logger LOG = LoggerFactory.getLogger(UpdateStore.class);
  private static final String SCHEMA = "edgestill.updates/1";
  private static final int MAX_BYTES = 256 * 1024;
  private static final int MAX_TEXT = 2_000;

  private final Path file;

  UpdateStore(Path home) throws IOException {
    Files.createDirectories(home);
    this.file = home.resolve("state.json");
  }

  /** The last record; a fresh one if there is none that can be read. */
  UpdateRecord load() throws IOException {
    try {
      return parse(DurableFiles.readBounded(file, MAX_BYTES));
    } catch (NoSuchFileException e) {
      return UpdateRecord.FRESH;
    } catch (ModelRefusedException e) {
      // The model store says what is installed, so an update only starts over.
      LOG.error("{} is damaged and begun anew: {}", file, e.getMessage());
      return UpdateRecord.FRESH;
    }
  }

  /** On disk when this returns. */
  void save(UpdateRecord record) throws IOException {
    DurableFiles.write(file, toJson(record));
  }

  static byte[] toJson(UpdateRecord record) {
    ObjectNode json = StrictJson.newObject();
    json.put("schema", SCHEMA);
    json.put("state", record.state().name());
    json.put("highestRelease", record.highestRelease());
    json.put("endedCleanly", record.endedCleanly());
    if (record.offer() != null) {
      json.set("offer", targetJson(record.offer()));
    }
    if (record.served() != null) {
      json.set("served", targetJson(record.served()));
    }
    Watch watch = record.watch();
    if (watch != null) {
      ObjectNode node = json.putObject("watch");
      node.put("millis", watch.millis());
      node.put("crashes", watch.crashes());
      node.set("before", baselineJson(watch.before()));
    }
    ArrayNode refused = json.putArray("refused");
    record.refused().forEach((digest, r) -> refused.add(refusedJson(digest, r)));
    Refusal last = record.lastRefusal();
    if (last != null) {
      json.set("lastRefusal", refusalJson(last));
    }
    return StrictJson.toBytes(json);
  }

  private static ObjectNode targetJson(ReleaseTarget target) {
    ObjectNode node = StrictJson.newObject();
    node.put("path", target.path());
    node.put("length", target.length());
    node.put("sha256", target.sha256());
    node.put("name", target.name());
    node.put("release", target.release());
    node.put("channel", target.channel());
    ArrayNode classes = node.putArray("deviceClasses");
    target.deviceClasses().forEach(classes::add);
    node.put("rolloutSalt", target.rolloutSalt());
    node.put("rolloutPercent", target.rolloutPercent());
    return node;
  }

  private static ObjectNode baselineJson(Baseline before) {
    ObjectNode node = StrictJson.newObject();
    node.put("requests", before.requests());
    node.put("failures", before.failures());
    node.put("fallbacks", before.fallbacks());
    node.put("p99Micros", before.p99Micros());
    node.put("judged", before.judged());
    node.put("accepted", before.accepted());
    node.put("memoryBytes", before.memoryBytes());
    return node;
  }

  private static ObjectNode refusedJson(String digest, Refused refused) {
    ObjectNode node = StrictJson.newObject();
    node.put("digest", digest);
    node.put("quarantined", refused.quarantined());
    node.put("attempts", refused.attempts());
    node.put("notBefore", refused.notBefore());
    return node;
  }

  static ObjectNode refusalJson(Refusal refusal) {
    ObjectNode node = StrictJson.newObject();
    node.put("release", refusal.release());
    node.put("code", refusal.code().name());
    node.put("message", shorten(refusal.message()));
    node.put("time", refusal.time().toString());
    return node;
  }

  private static String shorten(String text) {
    return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text.isEmpty() ? "-" : text;
  }

  private static UpdateRecord parse(byte[] bytes) throws ModelRefusedException {
    StrictObject json = StrictJson.parseObject(bytes, "state.json", MAX_BYTES);
    if (!json.string("schema", MAX_TEXT).equals(SCHEMA)) {
      throw json.malformed("schema", "must be " + SCHEMA);
    }
    try {
      UpdateState state = UpdateState.valueOf(json.string("state", MAX_TEXT));
      ReleaseTarget offer = json.has("offer") ? target(json.object("offer")) : null;
      ReleaseTarget served = json.has("served") ? target(json.object("served")) : null;
      Watch watch = json.has("watch") ? watch(json.object("watch")) : null;
      if (offer == null && state != UpdateState.IDLE) {
        throw json.malformed("offer", "is missing");
      }
      return new UpdateRecord(
          state,
          offer,
          served,
          json.integer("highestRelease", 0, Long.MAX_VALUE),
          watch,
          refused(json),
          json.has("lastRefusal") ? refusal(json.object("lastRefusal")) : null,
          json.bool("endedCleanly"));
    } catch (IllegalArgumentException e) {
      throw new ModelRefusedException(RefusalCode.MALFORMED, "state.json: " + e.getMessage(), e);
    }
  }

  private static ReleaseTarget target(StrictObject json) throws ModelRefusedException {
    return new ReleaseTarget(
        json.string("path", MAX_TEXT),
        json.integer("length", 1, Manifest.MAX_BYTES),
        json.string("sha256", MAX_TEXT),
        json.string("name", MAX_TEXT),
        json.integer("release", 1, ReleaseTarget.MAX_RELEASE),
        json.string("channel", MAX_TEXT),
        json.strings("deviceClasses", ReleaseTarget.MAX_DEVICE_CLASSES, MAX_TEXT),
        json.string("rolloutSalt", MAX_TEXT),
        (int) json.integer("rolloutPercent", 0, 100));
  }

  private static Watch watch(StrictObject json) throws ModelRefusedException {
    return new Watch(
        json.integer("millis", 0, Long.MAX_VALUE),
        (int) json.integer("crashes", 0, Integer.MAX_VALUE),
        baseline(json.object("before")));
  }

  private static Baseline baseline(StrictObject json) throws ModelRefusedException {
    return new Baseline(
        json.integer("requests", 0, Long.MAX_VALUE),
        json.integer("failures", 0, Long.MAX_VALUE),
        json.integer("fallbacks", 0, Long.MAX_VALUE),
        json.number("p99Micros"),
        json.integer("judged", 0, Long.MAX_VALUE),
        json.integer("accepted", 0, Long.MAX_VALUE),
        json.integer("memoryBytes", 0, Long.MAX_VALUE));
  }

  private static Map<String, Refused> refused(StrictObject json) throws ModelRefusedException {
    Map<String, Refused> map = new LinkedHashMap<>();
    for (StrictObject each : json.objects("refused", UpdateRecord.MAX_REFUSED)) {
      map.put(
          each.string("digest", MAX_TEXT),
          new Refused(
              each.bool("quarantined"),
              (int) each.integer("attempts", 0, Integer.MAX_VALUE),
              each.integer("notBefore", 0, Long.MAX_VALUE)));
    }
    return map;
  }

  private static @Nullable Refusal refusal(StrictObject json) throws ModelRefusedException {
    return new Refusal(
        json.integer("release", 0, Long.MAX_VALUE),
        RefusalCode.valueOf(json.string("code", MAX_TEXT)),
        json.string("message", MAX_TEXT),
        json.instant("time"));
  }
}
