package org.edgestill.distiller.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.edgestill.distiller.data.InputException;

/**
 * Completes the entries of the list {@code teachers} by what {@code teacherDefaults} says about
 * their kind. The second of a kind gets a name and a seed of its own, so that two entries {@code
 * kind: transformer} are two different teachers.
 */
final class TeacherDefaults {

  private static final String KIND = "kind";
  private static final String TRAINING = "training";
  private static final String SEED = "seed";

  private TeacherDefaults() {}

  /**
   * Completes.
   *
   * @param refused makes an error of the path of a setting and what is wrong with it
   * @throws InputException if an entry is of no known kind
   */
  static void complete(ObjectNode settings, BiFunction<String, String, InputException> refused) {
    JsonNode defaults = settings.path("teacherDefaults");
    settings.remove("teacherDefaults");
    Map<String, Integer> seen = new HashMap<>();
    if (!(settings.path("teachers") instanceof ArrayNode teachers)) {
      throw refused.apply("teachers", "must be a list");
    }
    for (int i = 0; i < teachers.size(); i++) {
      String kind = teachers.get(i).path(KIND).asText();
      if (!(teachers.get(i) instanceof ObjectNode entry)
          || !(defaults.path(kind) instanceof ObjectNode known)) {
        throw refused.apply(
            "teachers." + i,
            "no known kind '%s'; there are %s".formatted(kind, String.join(", ", names(defaults))));
      }
      ObjectNode complete = known.deepCopy();
      SettingsFile.merge(complete, entry);
      int number = seen.merge(kind, 1, Integer::sum);
      if (!complete.has("name")) {
        complete.put("name", number == 1 ? kind : kind + "-" + number);
      }
      if (complete.path(TRAINING) instanceof ObjectNode training
          && !training.has(SEED)
          && settings.path(SEED).canConvertToLong()) {
        training.put(SEED, settings.path(SEED).asLong() + number - 1);
      }
      teachers.set(i, complete);
    }
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }
}
