package org.edgestill.gateway.http.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Values at and beyond the limits of a JSON schema.
 *
 * @param good those that it allows
 * @param bad those that it does not
 */
record SchemaValues(List<JsonNode> good, List<JsonNode> bad) {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  static SchemaValues of(JsonNode document, JsonNode schema) {
    if (schema.has("$ref")) {
      return of(document, document.at(schema.get("$ref").asText().substring(1)));
    }
    SchemaValues values = new SchemaValues(new ArrayList<>(), new ArrayList<>());
    switch (schema.path("type").asText()) {
      case "string" -> values.texts(schema);
      case "integer" -> values.integers(schema);
      case "number" -> values.numbers(schema);
      case "boolean" -> values.booleans();
      case "array" -> values.arrays(document, schema);
      case "object" -> values.bad().addAll(List.of(JSON.textNode("x"), JSON.arrayNode()));
      default -> throw new IllegalArgumentException("no type: " + schema);
    }
    return values;
  }

  private void texts(JsonNode schema) {
    bad.addAll(List.of(JSON.numberNode(1), JSON.booleanNode(true), JSON.objectNode()));
    int min = schema.path("minLength").asInt(0);
    if (min > 0) {
      bad.add(text(min - 1));
    }
    if (schema.has("pattern")) {
      good.add(JSON.textNode("a-1"));
      bad.addAll(List.of(text(0), JSON.textNode("a b"), JSON.textNode("\u00fc"), text(65)));
    } else {
      good.add(text(min));
    }
    if (schema.has("maxLength")) {
      int max = schema.get("maxLength").asInt();
      good.add(text(max));
      bad.add(text(max + 1));
    }
  }

  private void integers(JsonNode schema) {
    bad.addAll(List.of(JSON.textNode("1"), JSON.numberNode(1.5), JSON.arrayNode()));
    for (String limit : List.of("minimum", "maximum")) {
      if (schema.has(limit)) {
        BigInteger value = schema.get(limit).bigIntegerValue();
        good.add(JSON.numberNode(value));
        bad.add(JSON.numberNode(value.add(BigInteger.valueOf(limit.equals("minimum") ? -1 : 1))));
      }
    }
  }

  private void numbers(JsonNode schema) {
    bad.addAll(List.of(JSON.textNode("1"), JSON.booleanNode(false), JSON.arrayNode()));
    good.add(JSON.numberNode(0.5));
    if (schema.has("minimum")) {
      good.add(schema.get("minimum"));
      bad.add(JSON.numberNode(schema.get("minimum").asDouble() - 0.001));
    }
    if (schema.has("maximum")) {
      good.add(schema.get("maximum"));
      bad.add(JSON.numberNode(schema.get("maximum").asDouble() + 0.001));
    }
  }

  private void booleans() {
    good.addAll(List.of(JSON.booleanNode(true), JSON.booleanNode(false)));
    bad.addAll(List.of(JSON.textNode("true"), JSON.numberNode(1)));
  }

  private void arrays(JsonNode document, JsonNode schema) {
    good.add(JSON.arrayNode());
    bad.addAll(List.of(JSON.textNode("x"), JSON.objectNode()));
    of(document, schema.get("items")).bad().forEach(each -> bad.add(JSON.arrayNode().add(each)));
    if (schema.has("maxItems")) {
      bad.add(repeated(JSON.textNode("x"), schema.get("maxItems").asInt() + 1));
    }
  }

  private static JsonNode text(int length) {
    return JSON.textNode("x".repeat(length));
  }

  private static JsonNode repeated(JsonNode value, int times) {
    ArrayNode array = JSON.arrayNode();
    for (int i = 0; i < times; i++) {
      array.add(value);
    }
    return array;
  }
}
