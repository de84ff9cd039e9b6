package org.edgestill.model.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;

/**
 * A JSON object of which every field is read with its type and its bounds; what does not fit is
 * refused as {@code MALFORMED} with a message that says where and what. All methods that declare
 * {@link ModelRefusedException} throw it for that reason only.
 */
public final class StrictObject {

  private final JsonNode node;
  private final String where;

  private StrictObject(JsonNode node, String where) {
    this.node = node;
    this.where = where;
  }

  /**
   * Wraps a parsed value.
   *
   * @param where names the place of the value in messages
   */
  public static StrictObject of(JsonNode node, String where) throws ModelRefusedException {
    if (!node.isObject()) {
      throw new ModelRefusedException(RefusalCode.MALFORMED, where + " is not a JSON object");
    }
    return new StrictObject(node, where);
  }

  /** The value itself. */
  public JsonNode node() {
    return node;
  }

  /** The place of this object in its document, for messages. */
  public String where() {
    return where;
  }

  /** The names of all fields, in the order of the document. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** Whether the field is there; a {@code null} value counts as there. */
  public boolean has(String field) {
    return node.has(field);
  }

  /** Refuses any field that is not listed. */
  public void onlyFields(String... allowed) throws ModelRefusedException {
    Set<String> unknown = new TreeSet<>(names());
    unknown.removeAll(Set.of(allowed));
    if (!unknown.isEmpty()) {
      throw new ModelRefusedException(
          RefusalCode.MALFORMED,
          where + " has unknown fields: " + StrictJson.clean(String.join(", ", unknown)));
    }
  }

  /** A text of 1 to {@code maxLength} UTF-16 units. */
  public String string(String field, int maxLength) throws ModelRefusedException {
    JsonNode value = required(field);
    if (!value.isTextual()) {
      throw malformed(field, "must be a text");
    }
    return checkText(value.textValue(), field, maxLength);
  }

  /** A whole number within bounds, both included. */
  public long integer(String field, long min, long max) throws ModelRefusedException {
    return integer(required(field), field, min, max);
  }

  /** A finite number. */
  public double number(String field) throws ModelRefusedException {
    return number(required(field), field);
  }

  /** A point in time, as ISO 8601 in UTC: {@code 2026-11-24T12:00:00Z}. */
  public Instant instant(String field) throws ModelRefusedException {
    try {
      return Instant.parse(string(field, 40));
    } catch (DateTimeParseException e) {
      throw new ModelRefusedException(
          RefusalCode.MALFORMED,
          where + "." + field + " must be a time like 2026-11-24T12:00:00Z",
          e);
    }
  }

  /** True or false. */
  public boolean bool(String field) throws ModelRefusedException {
    JsonNode value = required(field);
    if (!value.isBoolean()) {
      throw malformed(field, "must be true or false");
    }
    return value.booleanValue();
  }

  /** An object. */
  public StrictObject object(String field) throws ModelRefusedException {
    return of(required(field), where + "." + StrictJson.clean(field));
  }

  /** An array of objects. */
  public List<StrictObject> objects(String field, int maxCount) throws ModelRefusedException {
    JsonNode array = array(field, maxCount);
    List<StrictObject> objects = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      objects.add(of(array.get(i), where + "." + field + "[" + i + "]"));
    }
    return objects;
  }

  /** An array of texts of 1 to {@code maxLength} UTF-16 units. */
  public List<String> strings(String field, int maxCount, int maxLength)
      throws ModelRefusedException {
    JsonNode array = array(field, maxCount);
    List<String> strings = new ArrayList<>(array.size());
    for (JsonNode value : array) {
      if (!value.isTextual()) {
        throw malformed(field, "must hold texts only");
      }
      strings.add(checkText(value.textValue(), field, maxLength));
    }
    return strings;
  }

  /** An array of whole numbers within bounds, both included. */
  public long[] integers(String field, int maxCount, long min, long max)
      throws ModelRefusedException {
    JsonNode array = array(field, maxCount);
    long[] integers = new long[array.size()];
    for (int i = 0; i < integers.length; i++) {
      integers[i] = integer(array.get(i), field, min, max);
    }
    return integers;
  }

  /** An array of finite numbers. */
  public double[] numbers(String field, int maxCount) throws ModelRefusedException {
    JsonNode array = array(field, maxCount);
    double[] numbers = new double[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(array.get(i), field);
    }
    return numbers;
  }

  /** A refusal about a field of this object, for checks that the caller makes. */
  public ModelRefusedException malformed(String field, String why) {
    return new ModelRefusedException(
        RefusalCode.MALFORMED, where + "." + StrictJson.clean(field) + " " + why);
  }

  private long integer(JsonNode value, String field, long min, long max)
      throws ModelRefusedException {
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw malformed(field, "must be a whole number");
    }
    long number = value.longValue();
    if (number < min || number > max) {
      throw malformed(field, "must be " + min + " to " + max + ", but is " + number);
    }
    return number;
  }

  private double number(JsonNode value, String field) throws ModelRefusedException {
    if (!value.isNumber()) {
      throw malformed(field, "must be a number");
    }
    return value.doubleValue();
  }

  private JsonNode array(String field, int maxCount) throws ModelRefusedException {
    JsonNode value = required(field);
    if (!value.isArray()) {
      throw malformed(field, "must be an array");
    }
    if (value.size() > maxCount) {
      throw malformed(field, "has " + value.size() + " entries, at most " + maxCount);
    }
    return value;
  }

  private JsonNode required(String field) throws ModelRefusedException {
    JsonNode value = node.get(field);
    if (value == null) {
      throw malformed(field, "is missing");
    }
    return value;
  }

  private String checkText(String text, String field, int maxLength) throws ModelRefusedException {
    if (text.isEmpty() || text.length() > maxLength) {
      throw malformed(field, "must be 1 to " + maxLength + " characters, but has " + text.length());
    }
    return text;
  }
}
