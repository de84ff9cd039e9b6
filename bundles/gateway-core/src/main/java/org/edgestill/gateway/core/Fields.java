package org.edgestill.gateway.core;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.edgestill.gateway.core.RejectedException.Code;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object, each read with its type and range. Whatever does not fit is
 * rejected as {@code INVALID} with the place in the document; values, which may be personal, are
 * not repeated.
 */
final class Fields {

  private final JsonNode node;
  private final String where;

  /**
   * Wraps a value.
   *
   * @param where its place in the document, empty for the document itself
   * @param known all fields that it may have
   */
  Fields(JsonNode node, String where, Set<String> known) throws RejectedException {
    this.node = node;
    this.where = where;
    if (!node.isObject()) {
      throw new RejectedException(
          Code.INVALID, (where.isEmpty() ? "the content" : where) + " must be a JSON object");
    }
    for (String name : (Iterable<String>) node::fieldNames) {
      if (!known.contains(name)) {
        throw invalid(name, "is not known; known are " + new TreeSet<>(known));
      }
    }
  }

  /** A text, {@code null} if the field is absent or null. */
  @Nullable String text(String name) throws RejectedException {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw invalid(name, "must be a text");
    }
    return value.textValue();
  }

  /** A text that must be there. */
  String requiredText(String name) throws RejectedException {
    String text = text(name);
    if (text == null) {
      throw invalid(name, "is missing");
    }
    return text;
  }

  /** A whole number that fits into a long, or a default. */
  long integer(String name, long byDefault) throws RejectedException {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      return byDefault;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw invalid(name, "must be a whole number");
    }
    return value.longValue();
  }

  /** A number, or a default. */
  double number(String name, double byDefault) throws RejectedException {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      return byDefault;
    }
    if (!value.isNumber()) {
      throw invalid(name, "must be a number");
    }
    return value.doubleValue();
  }

  /** True, false or a default. */
  boolean bool(String name, boolean byDefault) throws RejectedException {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      return byDefault;
    }
    if (!value.isBoolean()) {
      throw invalid(name, "must be true or false");
    }
    return value.booleanValue();
  }

  /** The elements of an array, none if the field is absent or null. */
  List<JsonNode> array(String name, int maxElements) throws RejectedException {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      return List.of();
    }
    if (!value.isArray()) {
      throw invalid(name, "must be an array");
    }
    if (value.size() > maxElements) {
      throw invalid(name, "has " + value.size() + " elements; at most " + maxElements);
    }
    List<JsonNode> elements = new ArrayList<>(value.size());
    value.forEach(elements::add);
    return elements;
  }

  /** The texts of an array, each once; none if the field is absent or null. */
  Set<String> texts(String name, int maxElements) throws RejectedException {
    Set<String> texts = new LinkedHashSet<>();
    for (JsonNode element : array(name, maxElements)) {
      if (!element.isTextual()) {
        throw invalid(name, "must hold texts only");
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  /** Where a field is, for messages. */
  String place(String name) {
    return where.isEmpty() ? Json.clean(name) : where + "." + Json.clean(name);
  }

  /** The rejection of a field. */
  RejectedException invalid(String name, String why) {
    return new RejectedException(Code.INVALID, place(name) + " " + why);
  }

  /** The rejection of the whole. */
  RejectedException invalid(String why) {
    return new RejectedException(Code.INVALID, where.isEmpty() ? why : where + ": " + why);
  }
}
