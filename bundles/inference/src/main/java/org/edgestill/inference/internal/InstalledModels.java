package org.edgestill.inference.internal;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.edgestill.api.model.InstalledModel;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.model.ModelPackage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is told about the releases in the store, remembered so that telling costs no disk. Changed
 * by one thread at a time, read by any.
 */
final class InstalledModels {

  private static final Logger LOG = LoggerFactory.getLogger(InstalledModels.class);
  private static final Comparator<InstalledModel> NEWEST_FIRST =
      Comparator.comparingLong((InstalledModel model) -> model.id().release())
          .thenComparing(InstalledModel::created)
          .reversed();

  private final ModelStore store;
  private final ModelLoader loader;
  private volatile Map<String, InstalledModel> byDigest = Map.of();

  InstalledModels(ModelStore store, ModelLoader loader) {
    this.store = store;
    this.loader = loader;
  }

  /**
   * Reads the store anew. Releases not known yet are verified, which takes a while. A damaged one
   * is left out; installing it again replaces it.
   */
  void scan() throws IOException {
    Map<String, InstalledModel> known = byDigest;
    Map<String, InstalledModel> found = new HashMap<>();
    for (String digest : store.digests()) {
      InstalledModel model = known.get(digest);
      try {
        found.put(
            digest,
            model != null ? model : loader.describe(ModelPackage.open(store.folder(digest))));
      } catch (ModelRefusedException e) {
        LOG.warn("Release {} is damaged on disk: {} {}", digest, e.code(), e.getMessage());
      }
    }
    byDigest = Map.copyOf(found);
  }

  void add(InstalledModel model) {
    Map<String, InstalledModel> changed = new HashMap<>(byDigest);
    changed.put(model.id().digest(), model);
    byDigest = Map.copyOf(changed);
  }

  void forget(String digest) {
    Map<String, InstalledModel> changed = new HashMap<>(byDigest);
    changed.remove(digest);
    byDigest = Map.copyOf(changed);
  }

  Optional<InstalledModel> find(String digest) {
    return Optional.ofNullable(byDigest.get(digest));
  }

  List<InstalledModel> newestFirst() {
    return byDigest.values().stream().sorted(NEWEST_FIRST).toList();
  }
}
