package org.edgestill.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.model.json.StrictJson;
import org.edgestill.model.json.StrictObject;

/** The manifest's form as JSON. */
final class ManifestJson {

  private static final int MAX_TEXT = 64;
  private static final int MAX_CHUNKS = Manifest.MAX_BYTES / 64;

  private ManifestJson() {}

  static Manifest parse(byte[] json) throws ModelRefusedException {
    StrictObject root = StrictJson.parseObject(json, ModelPackage.MANIFEST, Manifest.MAX_BYTES);
    Schemas.require(root, Manifest.SCHEMA);
    root.onlyFields(
        "schema",
        "name",
        "version",
        "created",
        "distilledFrom",
        "requires",
        "budgets",
        "quality",
        "files");
    try {
      return new Manifest(
          root.string("name", MAX_TEXT),
          root.integer("version", 1, Long.MAX_VALUE),
          root.instant("created"),
          distilledFrom(root.object("distilledFrom")),
          requirements(root.object("requires")),
          budgets(root.object("budgets")),
          measured(root.object("quality")),
          files(root.objects("files", Manifest.MAX_FILES)));
    } catch (IllegalArgumentException e) {
      throw new ModelRefusedException(
          RefusalCode.MALFORMED, ModelPackage.MANIFEST + ": " + e.getMessage(), e);
    }
  }

  private static DistilledFrom distilledFrom(StrictObject json) throws ModelRefusedException {
    json.onlyFields("data", "teacher", "commit", "seeds");
    return new DistilledFrom(
        json.string("data", MAX_TEXT),
        json.string("teacher", DistilledFrom.MAX_TEXT),
        json.string("commit", DistilledFrom.MAX_TEXT),
        LongStream.of(
                json.integers("seeds", DistilledFrom.MAX_SEEDS, Long.MIN_VALUE, Long.MAX_VALUE))
            .boxed()
            .toList());
  }

  private static Requirements requirements(StrictObject json) throws ModelRefusedException {
    json.onlyFields("features", "runtime", "opset", "architectures", "memoryMiB");
    return new Requirements(
        new VersionRange(json.string("features", MAX_TEXT)),
        new VersionRange(json.string("runtime", MAX_TEXT)),
        (int) json.integer("opset", 1, Requirements.MAX_OPSET),
        json.strings("architectures", Requirements.MAX_ARCHITECTURES, MAX_TEXT),
        (int) json.integer("memoryMiB", 1, Requirements.MAX_MEMORY_MIB));
  }

  private static Budgets budgets(StrictObject json) throws ModelRefusedException {
    json.onlyFields("p99Micros", "memoryMiB");
    return new Budgets(
        json.integer("p99Micros", 1, Budgets.MAX_MICROS),
        (int) json.integer("memoryMiB", 1, Requirements.MAX_MEMORY_MIB));
  }

  private static Map<String, Measured> measured(StrictObject json) throws ModelRefusedException {
    Map<String, Measured> measured = new TreeMap<>();
    for (String metric : json.names()) {
      StrictObject figure = json.object(metric);
      figure.onlyFields("value", "interval");
      double[] interval = figure.numbers("interval", 2);
      if (interval.length != 2) {
        throw figure.malformed("interval", "must have two numbers");
      }
      measured.put(metric, new Measured(figure.number("value"), interval[0], interval[1]));
    }
    return measured;
  }

  private static List<FileEntry> files(List<StrictObject> entries) throws ModelRefusedException {
    List<FileEntry> files = new ArrayList<>(entries.size());
    for (StrictObject entry : entries) {
      entry.onlyFields("path", "length", "sha256", "chunkLength", "chunks", "deltas");
      files.add(
          new FileEntry(
              entry.string("path", PackagePath.MAX_LENGTH),
              entry.integer("length", 0, FileEntry.MAX_LENGTH),
              entry.string("sha256", MAX_TEXT),
              (int) entry.integer("chunkLength", Chunks.MIN_LENGTH, Chunks.MAX_LENGTH),
              entry.strings("chunks", MAX_CHUNKS, MAX_TEXT),
              entry.has("deltas")
                  ? deltas(entry.objects("deltas", FileEntry.MAX_DELTAS))
                  : List.of()));
    }
    return files;
  }

  private static List<DeltaEntry> deltas(List<StrictObject> entries) throws ModelRefusedException {
    List<DeltaEntry> deltas = new ArrayList<>(entries.size());
    for (StrictObject entry : entries) {
      entry.onlyFields("base", "codec", "length", "sha256", "chunks");
      deltas.add(
          new DeltaEntry(
              entry.string("base", MAX_TEXT),
              entry.string("codec", DeltaEntry.MAX_CODEC),
              entry.integer("length", 1, FileEntry.MAX_LENGTH),
              entry.string("sha256", MAX_TEXT),
              entry.strings("chunks", MAX_CHUNKS, MAX_TEXT)));
    }
    return deltas;
  }

  static byte[] toJson(Manifest manifest) {
    ObjectNode root = StrictJson.newObject();
    root.put("schema", Manifest.SCHEMA);
    root.put("name", manifest.name());
    root.put("version", manifest.release());
    root.put("created", manifest.created().toString());
    ObjectNode from = root.putObject("distilledFrom");
    from.put("data", manifest.distilledFrom().data());
    from.put("teacher", manifest.distilledFrom().teacher());
    from.put("commit", manifest.distilledFrom().commit());
    ArrayNode seeds = from.putArray("seeds");
    manifest.distilledFrom().seeds().forEach(seeds::add);
    ObjectNode requires = root.putObject("requires");
    requires.put("features", manifest.requires().features().text());
    requires.put("runtime", manifest.requires().runtime().text());
    requires.put("opset", manifest.requires().opset());
    ArrayNode architectures = requires.putArray("architectures");
    manifest.requires().architectures().forEach(architectures::add);
    requires.put("memoryMiB", manifest.requires().memoryMiB());
    ObjectNode budgets = root.putObject("budgets");
    budgets.put("p99Micros", manifest.budgets().p99Micros());
    budgets.put("memoryMiB", manifest.budgets().memoryMiB());
    ObjectNode quality = root.putObject("quality");
    manifest
        .measured()
        .forEach(
            (metric, figure) ->
                quality
                    .putObject(metric)
                    .put("value", figure.value())
                    .putArray("interval")
                    .add(figure.low())
                    .add(figure.high()));
    ArrayNode files = root.putArray("files");
    manifest.files().forEach(file -> write(file, files.addObject()));
    return StrictJson.toBytes(root);
  }

  private static void write(FileEntry file, ObjectNode json) {
    json.put("path", file.path());
    json.put("length", file.length());
    json.put("sha256", file.sha256());
    json.put("chunkLength", file.chunkLength());
    ArrayNode chunks = json.putArray("chunks");
    file.chunks().forEach(chunks::add);
    if (!file.deltas().isEmpty()) {
      ArrayNode deltas = json.putArray("deltas");
      file.deltas().forEach(delta -> write(delta, deltas.addObject()));
    }
  }

  private static void write(DeltaEntry delta, ObjectNode json) {
    json.put("base", delta.base());
    json.put("codec", delta.codec());
    json.put("length", delta.length());
    json.put("sha256", delta.sha256());
    ArrayNode chunks = json.putArray("chunks");
    delta.chunks().forEach(chunks::add);
  }
}
