package org.edgestill.distiller.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.RecordComponent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds settings that are missing: every component of a settings record must have a value, in the
 * file or in the defaults, unless it is {@link Nullable}.
 */
final class RequiredSettings {

  private RequiredSettings() {}

  /** The path of the first setting that is missing. */
  static Optional<String> missing(JsonNode settings, Class<?> type) {
    for (RecordComponent component : type.getRecordComponents()) {
      String name = name(type, component);
      JsonNode value = settings.path(name);
      if (value.isMissingNode() || value.isNull()) {
        if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
          return Optional.of(name);
        }
      } else if (component.getType().isRecord() && value.isObject()) {
        Optional<String> below = missing(value, component.getType());
        if (below.isPresent()) {
          return below.map(path -> name + "." + path);
        }
      }
    }
    return Optional.empty();
  }

  /** The name in the file; a word that Java keeps to itself is renamed by annotation. */
  private static String name(Class<?> type, RecordComponent component) {
    try {
      JsonProperty property =
          type.getDeclaredField(component.getName()).getAnnotation(JsonProperty.class);
      return property == null || property.value().isEmpty()
          ? component.getName()
          : property.value();
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("every record component has a field", e);
    }
  }
}
