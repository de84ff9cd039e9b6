package org.edgestill.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.LongStream;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.model.json.StrictJson;
import org.edgestill.model.json.StrictObject;

/** The feature schema as a file of the package: {@code features.json}. */
public final class FeatureSchemas {

  /** The version of the format that is read and written. */
  public static final String SCHEMA = "edgestill.features/1";

  public static final int MAX_BYTES = 256 * 1024;
  private static final int MAX_BEHAVIOURS = 1_000;
  private static final int MAX_BEHAVIOUR_NAME = 64;
  private static final int MAX_GAPS = 1_000;

  private FeatureSchemas() {}

  /**
   * Reads {@code features.json}.
   *
   * @throws ModelRefusedException with {@code MALFORMED} or {@code LENGTH_EXCEEDED}
   */
  public static FeatureSchema parse(byte[] json) throws ModelRefusedException {
    StrictObject root = StrictJson.parseObject(json, ModelPackage.FEATURES, MAX_BYTES);
    Schemas.require(root, SCHEMA);
    root.onlyFields("schema", "sequenceLength", "behaviours", "gapBoundsSeconds");
    try {
      return new FeatureSchema(
          (int) root.integer("sequenceLength", 1, FeatureSchema.MAX_SEQUENCE_LENGTH),
          root.strings("behaviours", MAX_BEHAVIOURS, MAX_BEHAVIOUR_NAME),
          LongStream.of(root.integers("gapBoundsSeconds", MAX_GAPS, 1, Long.MAX_VALUE))
              .boxed()
              .toList());
    } catch (IllegalArgumentException e) {
      throw new ModelRefusedException(
          RefusalCode.MALFORMED, ModelPackage.FEATURES + ": " + e.getMessage(), e);
    }
  }

  /** The file's content; the same schema always gives the same bytes. */
  public static byte[] toJson(FeatureSchema schema) {
    ObjectNode root = StrictJson.newObject();
    root.put("schema", SCHEMA);
    root.put("sequenceLength", schema.sequenceLength());
    ArrayNode behaviours = root.putArray("behaviours");
    schema.behaviours().forEach(behaviours::add);
    ArrayNode gaps = root.putArray("gapBoundsSeconds");
    schema.gapBoundsSeconds().forEach(gaps::add);
    return StrictJson.toBytes(root);
  }
}
