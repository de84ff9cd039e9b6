package org.edgestill.updates.internal;

import java.util.List;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.features.FeatureBuffers;
import org.edgestill.api.features.FeatureExtractor;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.api.features.ItemIndex;
import org.edgestill.features.encoder.FeatureEncoder;

/**
 * The real encoder, which does harm in the middle of a request when the model that asks for
 * features is a bad one, told by its number of items. The probe of a model runs without an
 * extractor, so that it notices nothing.
 */
record HarmfulExtractor(Harm harm) implements FeatureExtractor {

  /** So many items has a bad model; a good one has {@link #GOOD}. */
  static final int BAD = 401;

  static final int GOOD = 400;

  private static final FeatureExtractor ENCODER = new FeatureEncoder();

  /** What a bad model does. */
  @FunctionalInterface
  interface Harm {
    void happen();
  }

  @Override
  public Encoding encode(
      List<BehaviourEvent> history, FeatureSchema schema, ItemIndex items, FeatureBuffers into) {
    if (items.size() == BAD) {
      harm.happen();
    }
    return ENCODER.encode(history, schema, items, into);
  }
}
