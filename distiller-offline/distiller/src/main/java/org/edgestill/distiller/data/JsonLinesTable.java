package org.edgestill.distiller.data;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file of one JSON object a line (JSON Lines, UTF-8, gzipped if its name ends in {@code .gz}). A
 * column is a field's name or, if it begins with a slash, a JSON Pointer (RFC 6901) such as {@code
 * /visitor/id}. Every line is an object of its own, so a bad one does not spoil those after it.
 */
final class JsonLinesTable implements Table {

  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build()
          .reader();

  private final Path file;

  JsonLinesTable(Path file) {
    this.file = file;
  }

  @Override
  public void read(List<String> columns, Consumer<Row> rows) {
    List<JsonPointer> pointers = columns.stream().map(JsonLinesTable::pointer).toList();
    TextFile.read(
        file, (text, number) -> rows.accept(row(text, file + ", line " + number, pointers)));
  }

  private static JsonPointer pointer(String column) {
    return column.startsWith("/")
        ? JsonPointer.compile(column)
        : JsonPointer.empty().appendProperty(column);
  }

  private static Row row(String text, String where, List<JsonPointer> columns) {
    JsonNode object;
    try {
      object = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return Row.unreadable(where, "not a JSON object: " + e.getOriginalMessage());
    }
    return object.isObject()
        ? new JsonRow(object, where, columns)
        : Row.unreadable(where, "not a JSON object");
  }

  private static final class JsonRow extends Row {
    private final JsonNode object;
    private final String where;
    private final List<JsonPointer> columns;

    JsonRow(JsonNode object, String where, List<JsonPointer> columns) {
      this.object = object;
      this.where = where;
      this.columns = columns;
    }

    @Override
    String get(int position) {
      JsonNode value = object.at(columns.get(position));
      String text = text(value);
      if (text == null) {
        throw error(
            "'"
                + columns.get(position).toString().substring(1)
                + (value.isContainerNode() ? "' is neither text nor a number" : "' is missing"));
      }
      return text;
    }

    private static @Nullable String text(JsonNode value) {
      if (value.isBigDecimal()) {
        return value.decimalValue().toPlainString();
      }
      return value.isValueNode() && !value.isNull() ? value.asText() : null;
    }

    @Override
    String where() {
      return where;
    }
  }
}
