package org.edgestill.features.internal;

import java.util.List;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.features.FeatureBuffers;
import org.edgestill.api.features.FeatureExtractor;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.api.features.ItemIndex;
import org.edgestill.features.encoder.FeatureEncoder;
import org.osgi.service.component.annotations.Component;

/** Provides the {@link FeatureEncoder} as a service, with the schema version that it implements. */
@Component(property = FeatureExtractor.SCHEMA_VERSION + "=" + FeatureSchema.VERSION)
public final class FeatureExtractorComponent implements FeatureExtractor {

  private final FeatureEncoder encoder = new FeatureEncoder();

  @Override
  public Encoding encode(
      List<BehaviourEvent> history, FeatureSchema schema, ItemIndex items, FeatureBuffers into) {
    return encoder.encode(history, schema, items, into);
  }
}
