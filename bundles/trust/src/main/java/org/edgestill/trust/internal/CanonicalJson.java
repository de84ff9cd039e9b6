package org.edgestill.trust.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;

/**
 * Canonical JSON as TUF signs it (OLPC): no white space, object keys in the order of their code
 * points, whole numbers only, and in texts only the quote and the backslash are escaped.
 *
 * @see <a href="https://wiki.laptop.org/go/Canonical_JSON">Canonical JSON</a>
 */
public final class CanonicalJson {

  private CanonicalJson() {}

  /**
   * The bytes that are signed and hashed.
   *
   * @throws ModelRefusedException with {@code MALFORMED} if there is a number with a fraction
   */
  public static byte[] encode(JsonNode node) throws ModelRefusedException {
    StringBuilder out = new StringBuilder();
    write(node, out);
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(JsonNode node, StringBuilder out) throws ModelRefusedException {
    if (node.isObject()) {
      writeObject(node, out);
    } else if (node.isArray()) {
      out.append('[');
      for (int i = 0; i < node.size(); i++) {
        out.append(i == 0 ? "" : ",");
        write(node.get(i), out);
      }
      out.append(']');
    } else if (node.isTextual()) {
      writeText(node.textValue(), out);
    } else if (node.isIntegralNumber()) {
      out.append(node.bigIntegerValue());
    } else if (node.isBoolean()) {
      out.append(node.booleanValue());
    } else if (node.isNull()) {
      out.append("null");
    } else {
      throw new ModelRefusedException(
          RefusalCode.MALFORMED, "signed metadata holds a number that is not whole");
    }
  }

  private static void writeObject(JsonNode node, StringBuilder out) throws ModelRefusedException {
    // The order of UTF-8 bytes is that of code points; String's own order is not, beyond U+FFFF.
    Map<String, JsonNode> sorted =
        new TreeMap<>(
            (a, b) ->
                Arrays.compareUnsigned(
                    a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
    node.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
    out.append('{');
    String separator = "";
    for (Map.Entry<String, JsonNode> field : sorted.entrySet()) {
      out.append(separator);
      writeText(field.getKey(), out);
      out.append(':');
      write(field.getValue(), out);
      separator = ",";
    }
    out.append('}');
  }

  private static void writeText(String text, StringBuilder out) {
    out.append('"').append(text.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
  }
}
