package org.edgestill.gateway.core;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.edgestill.gateway.core.RejectedException.Code;

/** Reads JSON from anybody: UTF-8, exactly one value, no duplicate keys, bounded in all ways. */
public final class Json {

  private static final int MAX_DEPTH = 8;
  private static final int MAX_NUMBER_LENGTH = 32;
  private static final int MAX_NAME_LENGTH = 64;
  // A text may have 256 characters; what is longer is refused with its name where it is read.
  private static final int MAX_STRING_LENGTH = 4_096;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER_LENGTH)
                          .maxNameLength(MAX_NAME_LENGTH)
                          .maxStringLength(MAX_STRING_LENGTH)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  // Names come from anybody, and interned ones would stay for ever.
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /**
   * Parses one JSON value.
   *
   * @throws RejectedException with {@code TOO_LARGE} or {@code MALFORMED}
   */
  public static JsonNode parse(byte[] bytes, int maxBytes) throws RejectedException {
    if (bytes.length > maxBytes) {
      throw tooLarge(maxBytes);
    }
    JsonNode node;
    try {
      node = MAPPER.readTree(decode(bytes));
    } catch (JsonProcessingException e) {
      throw new RejectedException(
          Code.MALFORMED,
          "this is not JSON as it is accepted here: %s (line %d, column %d)"
              .formatted(
                  clean(e.getOriginalMessage()),
                  e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
                  e.getLocation() == null ? 0 : e.getLocation().getColumnNr()));
    }
    if (node.isMissingNode()) {
      throw new RejectedException(Code.MALFORMED, "there is no content; send JSON");
    }
    return node;
  }

  /** The rejection of more bytes than allowed. */
  public static RejectedException tooLarge(int maxBytes) {
    return new RejectedException(
        Code.TOO_LARGE, "at most " + maxBytes + " bytes are accepted; send less at a time");
  }

  private static String decode(byte[] bytes) throws RejectedException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new RejectedException(Code.MALFORMED, "the content is not UTF-8");
    }
  }

  /**
   * The text of a field of the outermost object, found without building anything; for a refusal
   * that has to name the request that it refuses.
   */
  public static Optional<String> peekText(byte[] bytes, String field) {
    try (JsonParser parser = MAPPER.createParser(bytes)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = parser.currentName().equals(field);
        JsonToken value = parser.nextToken();
        if (found) {
          return value == JsonToken.VALUE_STRING ? Optional.of(parser.getText()) : Optional.empty();
        }
        parser.skipChildren();
      }
      return Optional.empty();
    } catch (IOException malformed) {
      return Optional.empty();
    }
  }

  /** An empty object to be filled. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** An empty array to be filled. */
  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** The value in UTF-8, followed by a newline. */
  public static byte[] bytes(JsonNode node) {
    try {
      return (MAPPER.writeValueAsString(node) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a value that JSON can hold", e);
    }
  }

  /** Text from a sender as it may stand in a message: printable, short, on one line. */
  static String clean(String text) {
    String printable = text.replaceAll("[^\\x20-\\x7E]", "?");
    return printable.length() > 200 ? printable.substring(0, 200) + "..." : printable;
  }
}
