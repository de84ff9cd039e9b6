package org.edgestill.inference.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.edgestill.api.model.InstalledModel;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.model.ModelPackage;
import org.edgestill.model.io.DurableFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The releases in the store, and what is told about them, remembered so that telling costs no disk.
 * Changed by one thread at a time, read by any.
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

  /** A release that is in the store already. */
  void add(InstalledModel model) {
    Map<String, InstalledModel> changed = new HashMap<>(byDigest);
    changed.put(model.id().digest(), model);
    byDigest = Map.copyOf(changed);
  }

  /**
   * Moves a package into the store; it is then gone from where it was. A damaged one in the store
   * is replaced.
   *
   * @param folder of the verified package
   * @return false if it was there already
   */
  boolean install(Path folder, InstalledModel model) throws IOException {
    String digest = model.id().digest();
    if (isIntact(digest)) {
      // it may have come here when the disk failed just after the move
      store.sync();
      add(model);
      DurableFiles.deleteTree(folder);
      return false;
    }
    store.add(folder, digest);
    add(model);
    return true;
  }

  /** Whether a release is there; if it is but damaged, makes room for it. */
  private boolean isIntact(String digest) throws IOException {
    if (!store.contains(digest)) {
      return false;
    }
    try {
      ModelPackage.open(store.folder(digest));
      return true;
    } catch (ModelRefusedException e) {
      LOG.warn("Release {} is damaged on disk and is replaced: {}", digest, e.getMessage());
      store.remove(digest);
      return false;
    }
  }

  /**
   * Deletes a release.
   *
   * @return false if it is not in the store
   */
  boolean remove(String digest) {
    if (!store.contains(digest)) {
      return false;
    }
    Map<String, InstalledModel> changed = new HashMap<>(byDigest);
    changed.remove(digest);
    byDigest = Map.copyOf(changed);
    try {
      store.remove(digest);
    } catch (IOException e) {
      LOG.warn("Release {} is deleted at the next start: {}", digest, e.toString());
    }
    return true;
  }

  Optional<InstalledModel> find(String digest) {
    return Optional.ofNullable(byDigest.get(digest));
  }

  List<InstalledModel> newestFirst() {
    return byDigest.values().stream().sorted(NEWEST_FIRST).toList();
  }
}
