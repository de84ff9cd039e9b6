package org.edgestill.testbed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Makes bad JSON documents out of good ones: by changing values, names and structure, so that they
 * get past the parser, and by changing bytes, so that they do not. The same seed gives the same
 * documents.
 */
public final class DocumentMutator {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int MOST_REPEATED = 120;
  private static final int DEEP = 12;
  private static final List<JsonNode> ODD =
      List.of(
          JSON.nullNode(),
          JSON.booleanNode(true),
          JSON.numberNode(0),
          JSON.numberNode(-1),
          JSON.numberNode(1_001),
          JSON.numberNode(Integer.MAX_VALUE),
          JSON.numberNode(Long.MIN_VALUE),
          JSON.numberNode(BigInteger.ONE.shiftLeft(63)),
          JSON.numberNode(1.5),
          JSON.numberNode(new BigDecimal("1e400")),
          JSON.numberNode(new BigDecimal("-1e-400")),
          JSON.textNode(""),
          JSON.textNode("film-1"),
          JSON.textNode("\u0000"),
          JSON.textNode("\ud800"),
          JSON.textNode("\u202e\u2028\ufeff"),
          JSON.textNode("x".repeat(257)),
          JSON.textNode("x".repeat(5_000)),
          JSON.objectNode(),
          JSON.arrayNode(),
          deep());

  private final ObjectMapper mapper = new ObjectMapper();
  private final Random random;
  private final List<JsonNode> corpus = new ArrayList<>();

  /** A mutator of valid documents. */
  public DocumentMutator(long seed, List<String> documents) {
    random = new Random(seed);
    for (String document : documents) {
      try {
        corpus.add(mapper.readTree(document));
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException("not JSON: " + document, e);
      }
    }
  }

  private static JsonNode deep() {
    JsonNode deep = JSON.objectNode();
    for (int i = 0; i < DEEP; i++) {
      deep = JSON.arrayNode().add(deep);
    }
    return deep;
  }

  /** One of several, by the same random numbers. */
  public <T> T any(List<T> several) {
    return several.get(random.nextInt(several.size()));
  }

  /** The next document. */
  public byte[] next() {
    byte[] bytes = render(mutated());
    int changes = random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 0;
    for (int i = 0; i < changes; i++) {
      bytes = changed(bytes);
    }
    return bytes;
  }

  private JsonNode mutated() {
    JsonNode document = any(corpus).deepCopy();
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      List<JsonNode> containers = new ArrayList<>();
      collect(document, containers);
      if (containers.isEmpty() || random.nextInt(20) == 0) {
        document = any(ODD).deepCopy();
      } else if (any(containers) instanceof ObjectNode object) {
        change(object);
      } else if (any(containers) instanceof ArrayNode array) {
        change(array);
      }
    }
    return document;
  }

  private static void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isContainerNode()) {
      containers.add(node);
      node.forEach(child -> collect(child, containers));
    }
  }

  private void change(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    String name = names.isEmpty() ? "id" : any(names);
    switch (random.nextInt(5)) {
      case 0 -> object.remove(name);
      case 1 -> object.set(name + "x", value());
      case 2 -> object.setAll(anyObject());
      default -> object.set(name, value());
    }
  }

  private void change(ArrayNode array) {
    switch (random.nextInt(4)) {
      case 0 -> array.removeAll();
      case 1 -> {
        JsonNode repeated = array.isEmpty() ? value() : array.get(0);
        for (int i = random.nextInt(MOST_REPEATED); i > 0; i--) {
          array.add(repeated);
        }
      }
      default -> array.insert(random.nextInt(array.size() + 1), value());
    }
  }

  private JsonNode value() {
    return (random.nextInt(4) == 0 ? any(corpus) : any(ODD)).deepCopy();
  }

  private ObjectNode anyObject() {
    return any(corpus) instanceof ObjectNode object ? object.deepCopy() : JSON.objectNode();
  }

  private byte[] render(JsonNode node) {
    try {
      return mapper.writeValueAsString(node).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] changed(byte[] bytes) {
    int from = random.nextInt(bytes.length + 1);
    int to = Math.min(bytes.length, from + random.nextInt(16));
    byte[] piece;
    switch (random.nextInt(6)) {
      case 0 -> piece = new byte[0];
      case 1 -> {
        piece = new byte[to - from];
        random.nextBytes(piece);
      }
      case 2 -> piece = "\"{}[]:,\\".substring(random.nextInt(8)).getBytes(StandardCharsets.UTF_8);
      case 3 -> piece = new byte[] {(byte) 0xc0, (byte) 0x80, (byte) 0xff};
      case 4 -> piece = render(any(corpus));
      default -> {
        return Arrays.copyOf(bytes, from);
      }
    }
    ByteArrayOutputStream changed = new ByteArrayOutputStream(bytes.length + piece.length);
    changed.write(bytes, 0, from);
    changed.writeBytes(piece);
    changed.write(bytes, to, bytes.length - to);
    return changed.toByteArray();
  }
}
