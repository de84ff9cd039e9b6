package org.edgestill.distiller.run;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import org.edgestill.distiller.baseline.BehaviourFit;
import org.edgestill.distiller.baseline.BehaviourWeights;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.data.InputException;

/** The setting {@code behaviourWeights}: the word {@code learned}, or weights by name. */
public final class BehaviourSettings {

  private static final String LEARNED = "learned";

  private final JsonNode value;

  private BehaviourSettings(JsonNode value) {
    this.value = value;
  }

  /**
   * Reads.
   *
   * @throws InputException if it is neither
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static BehaviourSettings of(JsonNode value) {
    boolean weights =
        value.isObject()
            && value.properties().stream().allMatch(each -> each.getValue().isNumber());
    if (!weights && !value.asText().equals(LEARNED)) {
      throw new InputException(
          "behaviourWeights must be '" + LEARNED + "' or weights by name, like {view: 0.5}");
    }
    return new BehaviourSettings(value);
  }

  @JsonValue
  JsonNode value() {
    return value;
  }

  /** The weights for some data; learned on its validation targets if they are to be. */
  BehaviourWeights of(Dataset data, long seed) {
    if (!value.isObject()) {
      return BehaviourFit.fit(data, seed);
    }
    Map<String, Double> byName = new TreeMap<>();
    value.properties().forEach(each -> byName.put(each.getKey(), each.getValue().asDouble()));
    return BehaviourWeights.of(byName, data.schema());
  }
}
