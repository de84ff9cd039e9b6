package org.edgestill.inference.internal;

import java.io.IOException;
import java.util.Optional;
import org.edgestill.api.model.InstalledModel;
import org.edgestill.api.model.ModelRefusedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which release serves and which served before, in memory as on disk. Changed by one thread at a
 * time, read by any.
 */
final class ServingRelease {

  private static final Logger LOG = LoggerFactory.getLogger(ServingRelease.class);

  private final String name;
  private final ModelStore store;
  private final ModelLoader loader;
  private final Slot<LoadedModel> slot;
  private final StartGuard guard;
  private final FactoryModel factory;
  private final FreedMemory freed;
  private volatile @Nullable InstalledModel serving;
  private volatile @Nullable String previous;

  /** What did not load; it is not tried again and again, but only after it was installed anew. */
  private volatile @Nullable String broken;

  ServingRelease(
      String name,
      ModelStore store,
      ModelLoader loader,
      Slot<LoadedModel> slot,
      StartGuard guard,
      FactoryModel factory,
      FreedMemory freed) {
    this.name = name;
    this.store = store;
    this.loader = loader;
    this.slot = slot;
    this.guard = guard;
    this.factory = factory;
    this.freed = freed;
  }

  @Nullable InstalledModel serving() {
    return serving;
  }

  /** The digest that served before. */
  @Nullable String previous() {
    return previous;
  }

  /**
   * Loads what the store names as active. If that no longer loads, or processes died with it, the
   * previous release takes its place, else the factory model; if that does not load either, the
   * active one's popularity list is left.
   */
  void start() throws IOException {
    String active = store.active().orElse(null);
    String before = store.previous().orElse(null);
    if (active != null && mayStart(active) && tryServe(active, before)) {
      return;
    }
    if (before != null && tryServe(before, null)) {
      store.rollBack(before);
      return;
    }
    String last = factory.provide().filter(digest -> !digest.equals(active)).orElse(null);
    if (last != null && tryServe(last, null)) {
      store.activate(last, null);
      return;
    }
    if (active == null) {
      return;
    }
    previous = before;
    try {
      serve(loader.loadWithoutStudent(store.folder(active), active), before);
    } catch (ModelRefusedException e) {
      LOG.error("Nothing serves {}: {} {}", name, e.code(), e.getMessage());
    }
  }

  private boolean mayStart(String digest) {
    try {
      boolean may = guard.mayStart(digest);
      broken = may ? broken : digest;
      return may;
    } catch (IOException e) {
      LOG.error("The starts of {} can not be counted: {}", name, e.toString());
      return true;
    }
  }

  /** The release that is named as active on disk, if another one serves. */
  Optional<String> toFollow() throws IOException {
    InstalledModel now = serving;
    return store
        .active()
        .filter(digest -> now == null || !digest.equals(now.id().digest()))
        .filter(digest -> !digest.equals(broken));
  }

  /** Serves what is named as active on disk. */
  void follow() throws IOException {
    Optional<String> named = toFollow();
    if (named.isPresent()) {
      tryServe(named.get(), store.previous().orElse(null));
    }
  }

  /** A release was installed anew. */
  void healed(String digest) {
    if (digest.equals(broken)) {
      broken = null;
    }
  }

  /**
   * Switches.
   *
   * @param before the digest that served before
   * @return how long the switch took, in nanoseconds
   */
  long serve(LoadedModel model, @Nullable String before) {
    long start = System.nanoTime();
    slot.put(model);
    long nanos = System.nanoTime() - start;
    serving = model.info();
    previous = before;
    LOG.info("{} serves", model.info().id());
    freed.giveBackSoon();
    return nanos;
  }

  private boolean tryServe(String digest, @Nullable String before) {
    try {
      serve(loader.load(store.folder(digest), digest), before);
      return true;
    } catch (ModelRefusedException e) {
      LOG.error("Release {} of {} no longer loads: {} {}", digest, name, e.code(), e.getMessage());
      broken = digest;
      return false;
    }
  }
}
