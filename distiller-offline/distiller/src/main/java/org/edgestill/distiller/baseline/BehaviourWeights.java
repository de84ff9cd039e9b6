package org.edgestill.distiller.baseline;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.distiller.data.InputException;

/**
 * How much it counts that an item came next, by what the user did with it: a purchase may tell more
 * than a view. Immutable.
 */
public final class BehaviourWeights {

  /** All behaviours count alike. */
  public static final BehaviourWeights EQUAL = new BehaviourWeights(new float[0]);

  private final float[] weights;

  private BehaviourWeights(float[] weights) {
    this.weights = weights;
  }

  /**
   * Weights by name; a behaviour that is not there has weight 1.
   *
   * @throws InputException if a name is not in the schema, or a weight is negative or not finite,
   *     or all are 0
   */
  public static BehaviourWeights of(Map<String, Double> byName, FeatureSchema schema) {
    float[] weights = new float[schema.behaviourCodes()];
    Arrays.fill(weights, 1, weights.length, 1);
    byName.forEach(
        (name, weight) -> {
          int code = schema.behaviours().indexOf(name) + 1;
          if (code == 0) {
            throw new InputException(
                "behaviourWeights: there is no behaviour '%s'; there are %s"
                    .formatted(name, String.join(", ", schema.behaviours())));
          }
          if (!(weight >= 0) || weight.isInfinite()) {
            throw new InputException(
                "behaviourWeights: the weight of '%s' must be 0 or more, but is %s"
                    .formatted(name, weight));
          }
          weights[code] = weight.floatValue();
        });
    BehaviourWeights all = new BehaviourWeights(weights);
    if (all.most() == 0) {
      throw new InputException("behaviourWeights: nothing would count");
    }
    return all.most() == 1 && all.least() == 1 ? EQUAL : all;
  }

  /** The weights by name; empty if all are alike. */
  public Map<String, Double> byName(FeatureSchema schema) {
    Map<String, Double> byName = new LinkedHashMap<>();
    for (int code = 1; code < weights.length; code++) {
      byName.put(schema.behaviours().get(code - 1), (double) weights[code]);
    }
    return byName;
  }

  /** The weight of a behaviour code. */
  public float of(int code) {
    return code < weights.length ? weights[code] : 1;
  }

  /** The largest weight. */
  public float most() {
    float most = weights.length == 0 ? 1 : 0;
    for (int code = 1; code < weights.length; code++) {
      most = Math.max(most, weights[code]);
    }
    return most;
  }

  private float least() {
    float least = Float.MAX_VALUE;
    for (int code = 1; code < weights.length; code++) {
      least = Math.min(least, weights[code]);
    }
    return least;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BehaviourWeights that && Arrays.equals(weights, that.weights);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(weights);
  }

  /** {@code equal}, or the weights of behaviour codes from 1. */
  @Override
  public String toString() {
    return weights.length == 0
        ? "equal"
        : Arrays.toString(Arrays.copyOfRange(weights, 1, weights.length));
  }
}
