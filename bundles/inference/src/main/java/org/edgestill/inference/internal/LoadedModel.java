package org.edgestill.inference.internal;

import org.edgestill.api.features.FeatureSchema;
import org.edgestill.api.model.InstalledModel;
import org.edgestill.model.Catalogue;
import org.edgestill.model.ModelPackage;
import org.jspecify.annotations.Nullable;

/**
 * All of one release that an answer is made of. It travels as a whole behind one lease, so that an
 * answer never mixes two releases.
 *
 * @param info which release, and how large
 * @param files its verified package
 * @param catalogue its items
 * @param texts what an answer says of them
 * @param schema of its features
 * @param popular item numbers, most popular first
 * @param session the student; {@code null} if it does not load, and only popularity is left
 * @param feed the feature extractor that fits it
 * @param counters how it does
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and never leaves this package
record LoadedModel(
    InstalledModel info,
    ModelPackage files,
    Catalogue catalogue,
    ItemTexts texts,
    FeatureSchema schema,
    int[] popular,
    @Nullable StudentSession session,
    Extractors.Feed feed,
    ServingCounters counters)
    implements Slot.Resource {

  @Override
  public void close() {
    feed.close();
    if (session != null) {
      session.close();
    }
  }
}
