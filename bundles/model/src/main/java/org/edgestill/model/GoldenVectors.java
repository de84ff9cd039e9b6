package org.edgestill.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.model.json.StrictJson;
import org.edgestill.model.json.StrictObject;

/**
 * Inputs and expected answers, as a file of the package: {@code golden.json}. A gateway asks them
 * before it puts a model in service.
 */
public final class GoldenVectors {

  /** The version of the format that is read and written. */
  public static final String SCHEMA = "edgestill.golden/1";

  public static final int MAX_BYTES = 8 * 1024 * 1024;
  public static final int MAX_VECTORS = 1_000;
  private static final int MAX_EXCLUDED = 10_000;
  private static final int MAX_K = 1_000;

  private GoldenVectors() {}

  /**
   * Reads {@code golden.json}.
   *
   * @throws ModelRefusedException with {@code MALFORMED} or {@code LENGTH_EXCEEDED}
   */
  public static List<GoldenVector> parse(byte[] json) throws ModelRefusedException {
    StrictObject root = StrictJson.parseObject(json, ModelPackage.GOLDEN, MAX_BYTES);
    Schemas.require(root, SCHEMA);
    root.onlyFields("schema", "vectors");
    List<GoldenVector> vectors = new ArrayList<>();
    for (StrictObject vector : root.objects("vectors", MAX_VECTORS)) {
      try {
        vectors.add(read(vector));
      } catch (IllegalArgumentException e) {
        throw new ModelRefusedException(
            RefusalCode.MALFORMED, vector.where() + ": " + e.getMessage(), e);
      }
    }
    return List.copyOf(vectors);
  }

  private static GoldenVector read(StrictObject json) throws ModelRefusedException {
    json.onlyFields("items", "behaviours", "gaps", "exclude", "k", "topItems", "topScores");
    return new GoldenVector(
        numbers(json, "items", FeatureSchema.MAX_SEQUENCE_LENGTH),
        numbers(json, "behaviours", FeatureSchema.MAX_SEQUENCE_LENGTH),
        numbers(json, "gaps", FeatureSchema.MAX_SEQUENCE_LENGTH),
        numbers(json, "exclude", MAX_EXCLUDED),
        (int) json.integer("k", 1, MAX_K),
        numbers(json, "topItems", MAX_K),
        floats(json.numbers("topScores", MAX_K)));
  }

  /** Item numbers and codes are Java ints elsewhere; larger ones can not be right. */
  private static long[] numbers(StrictObject json, String field, int maxCount)
      throws ModelRefusedException {
    return json.integers(field, maxCount, 0, Integer.MAX_VALUE);
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** The file's content; the same vectors always give the same bytes. */
  public static byte[] toJson(List<GoldenVector> vectors) {
    ObjectNode root = StrictJson.newObject();
    root.put("schema", SCHEMA);
    ArrayNode array = root.putArray("vectors");
    for (GoldenVector vector : vectors) {
      ObjectNode json = array.addObject();
      put(json, "items", vector.items());
      put(json, "behaviours", vector.behaviours());
      put(json, "gaps", vector.gaps());
      put(json, "exclude", vector.exclude());
      json.put("k", vector.k());
      put(json, "topItems", vector.topItems());
      ArrayNode scores = json.putArray("topScores");
      for (float score : vector.topScores()) {
        // Widened, so that reading gives exactly the same float.
        scores.add((double) score);
      }
    }
    return StrictJson.toBytes(root);
  }

  private static void put(ObjectNode json, String field, long[] values) {
    ArrayNode array = json.putArray(field);
    for (long value : values) {
      array.add(value);
    }
  }
}
