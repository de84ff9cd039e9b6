package org.edgestill.model.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON that may be hostile, and writes JSON whose bytes are always the same.
 *
 * <p>Refused as {@code MALFORMED}: anything that is not UTF-8 or not exactly one JSON value,
 * duplicate keys, comments, NaN and infinity (also as {@code 1e999}), nesting deeper than {@value
 * #MAX_DEPTH}, unpaired surrogates. Refused as {@code LENGTH_EXCEEDED}: more bytes than the caller
 * allows.
 */
public final class StrictJson {

  /** The deepest nesting of objects and arrays that is read. */
  public static final int MAX_DEPTH = 32;

  /** Longer than any number that we write; a bound on the work to parse one. */
  private static final int MAX_NUMBER_LENGTH = 64;

  private static final int MAX_NAME_LENGTH = 1_024;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER_LENGTH)
                          .maxNameLength(MAX_NAME_LENGTH)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  // Interned names of hostile documents would stay for ever.
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build();

  private StrictJson() {}

  /**
   * Parses one JSON value.
   *
   * @param what names the document in messages, for instance its file name
   * @param maxBytes more are refused before anything is looked at
   * @throws ModelRefusedException with {@code LENGTH_EXCEEDED} or {@code MALFORMED}
   */
  public static JsonNode parse(byte[] bytes, String what, int maxBytes)
      throws ModelRefusedException {
    if (bytes.length > maxBytes) {
      throw new ModelRefusedException(
          RefusalCode.LENGTH_EXCEEDED,
          what + " has " + bytes.length + " bytes, but at most " + maxBytes + " are allowed");
    }
    JsonNode node;
    try {
      node = MAPPER.readTree(decode(bytes, what));
    } catch (JsonProcessingException e) {
      throw malformed(what, clean(e.getOriginalMessage()) + position(e), e);
    }
    if (node.isMissingNode()) {
      throw malformed(what, "it is empty", null);
    }
    checkValues(node, what);
    return node;
  }

  /**
   * Parses one JSON object.
   *
   * @throws ModelRefusedException as {@link #parse}, and with {@code MALFORMED} if it is another
   *     value
   */
  public static StrictObject parseObject(byte[] bytes, String what, int maxBytes)
      throws ModelRefusedException {
    return StrictObject.of(parse(bytes, what, maxBytes), what);
  }

  /** An empty object, to be filled and given to {@link #toBytes}. */
  public static ObjectNode newObject() {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * The value in UTF-8: no white space, fields in the order in which they were set, one newline.
   */
  public static byte[] toBytes(JsonNode node) {
    try {
      return (MAPPER.writeValueAsString(node) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a value that JSON can hold: " + e.getMessage(), e);
    }
  }

  private static String decode(byte[] bytes, String what) throws ModelRefusedException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw malformed(what, "it is not UTF-8", e);
    }
  }

  private static void checkValues(JsonNode node, String where) throws ModelRefusedException {
    if (node.isTextual()) {
      checkText(node.textValue(), where);
    } else if (node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())) {
      throw malformed(where, "a number is out of range", null);
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        checkValues(node.get(i), where);
      }
    } else if (node.isObject()) {
      Iterator<Map.Entry<String, JsonNode>> fields = node.properties().iterator();
      while (fields.hasNext()) {
        Map.Entry<String, JsonNode> field = fields.next();
        checkText(field.getKey(), where);
        checkValues(field.getValue(), where);
      }
    }
  }

  private static void checkText(String text, String where) throws ModelRefusedException {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw malformed(where, "a text has an unpaired surrogate", null);
    }
  }

  private static String position(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : ", at line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
  }

  /** Text from a document as it may stand in a message: printable and short. */
  static String clean(String text) {
    String printable = text.replaceAll("[^\\x20-\\x7E]", "?");
    return printable.length() > 160 ? printable.substring(0, 160) + "..." : printable;
  }

  private static ModelRefusedException malformed(
      String what, String why, @Nullable Throwable cause) {
    return new ModelRefusedException(RefusalCode.MALFORMED, what + ": " + why, cause);
  }
}
