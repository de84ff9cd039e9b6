package org.edgestill.inference.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.edgestill.api.model.Feedback;
import org.edgestill.api.model.InstalledModel;
import org.edgestill.api.model.LatencyDistribution;
import org.edgestill.api.model.ModelEvent;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.model.ProbeReport;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.api.model.ServingStatistics;
import org.edgestill.api.model.ShadowStatistics;
import org.edgestill.api.service.ServiceGoneException;
import org.edgestill.inference.internal.Slot.Lease;
import org.edgestill.model.io.DurableFiles;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes what serves: one change at a time, off the request path, on disk before in memory.
 *
 * <p>While this bundle is replaced, two registries share a store for a moment. The one that goes
 * may finish a change that the new one has not seen; {@link #active()} notices that on disk and has
 * the change followed in the background.
 */
final class LocalModelRegistry implements ModelRegistry {

  private static final Logger LOG = LoggerFactory.getLogger(LocalModelRegistry.class);
  private static final ServingStatistics NONE = new ServingStatistics(0, 0, 0, 0, 0);

  private final String name;
  private final ModelStore store;
  private final ModelLoader loader;
  private final Probe probe;
  private final Slot<LoadedModel> slot;
  private final Shadow shadow;
  private final ModelListeners listeners;
  private final ScheduledExecutorService background;
  private final Clock clock;

  private final Object changing = new Object();
  private final InstalledModels installed;
  private final ModelCards cards;
  private final ServingRelease release;
  private final StartGuard guard;
  private final FactoryModel factory;
  private final Duration steady;
  private final FeedbackLedger ledger;

  /** What was held to its budgets by this process; its answers are compared every time. */
  private final Set<String> probed = new HashSet<>();

  private volatile boolean closed;

  LocalModelRegistry(
      String name,
      ModelStore store,
      ModelLoader loader,
      Probe probe,
      Slot<LoadedModel> slot,
      Shadow shadow,
      ModelListeners listeners,
      ScheduledExecutorService background,
      Clock clock,
      Path directory,
      Safeguards safeguards,
      FeedbackLedger ledger) {
    this.name = name;
    this.ledger = ledger;
    this.store = store;
    this.loader = loader;
    this.probe = probe;
    this.slot = slot;
    this.shadow = shadow;
    this.guard = new StartGuard(directory, safeguards.maxDeaths());
    this.factory = new FactoryModel(safeguards.factoryModel(), store, loader);
    this.steady = safeguards.steady();
    this.release =
        new ServingRelease(name, store, loader, slot, guard, factory, new FreedMemory(background));
    this.listeners = listeners;
    this.background = background;
    this.clock = clock;
    this.installed = new InstalledModels(store, loader);
    this.cards = new ModelCards(store);
  }

  /** Reads the store and loads what it names as active. */
  void start() {
    synchronized (changing) {
      try {
        store.open();
        try {
          release.start();
        } finally {
          InstalledModel now = release.serving();
          if (now != null) {
            installed.add(now); // it was verified just now
          }
          installed.scan();
        }
      } catch (IOException e) {
        LOG.error("The model store of {} can not be read: {}", name, e.toString());
      }
    }
    proveLater();
  }

  /** Changes nothing any more. */
  void close() {
    closed = true;
  }

  /** The process, or this bundle, ends in an orderly way. */
  void ended() {
    count(guard::ended);
  }

  /** What serves now counts as proven if it still does after a while. */
  @SuppressWarnings("FutureReturnValueIgnored") // prove() lets no exception out
  private void proveLater() {
    InstalledModel now = release.serving();
    if (now != null && !closed) {
      background.schedule(() -> prove(now), steady.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @SuppressWarnings("ReferenceEquality") // an equal one was put in service anew, and waits anew
  private void prove(InstalledModel model) {
    synchronized (changing) {
      if (!closed && model == release.serving()) {
        count(guard::proven);
      }
    }
  }

  @FunctionalInterface
  private interface Counting {
    void run() throws IOException;
  }

  private void count(Counting counting) {
    try {
      counting.run();
    } catch (IOException e) {
      LOG.warn("The starts of {} can not be counted: {}", name, e.toString());
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<InstalledModel> active() {
    try {
      if (release.toFollow().isPresent()) {
        background.execute(this::follow);
      }
    } catch (IOException | RejectedExecutionException e) {
      LOG.debug("The pointer to the active release of {} was not followed", name, e);
    }
    return Optional.ofNullable(release.serving());
  }

  /** Serves what another registry on the same store has put in service. */
  void follow() {
    synchronized (changing) {
      try {
        if (!closed && release.toFollow().isPresent()) {
          installed.scan();
          release.follow();
        }
      } catch (IOException e) {
        LOG.warn("The model store of {} can not be read: {}", name, e.toString());
      }
    }
  }

  @Override
  public Optional<InstalledModel> previous() {
    String digest = release.previous();
    return digest == null ? Optional.empty() : installed.find(digest);
  }

  @Override
  public List<InstalledModel> installed() {
    return installed.newestFirst();
  }

  @Override
  public InstalledModel install(Path folder) throws ModelRefusedException {
    InstalledModel model = loader.describe(loader.verify(folder));
    synchronized (changing) {
      requireOpen();
      try {
        if (!installed.install(folder, model)) {
          return model;
        }
      } catch (IOException e) {
        throw notStored(e);
      }
      release.healed(model.id().digest());
      LOG.info("Installed {}, {} items, {} bytes", model.id(), model.items(), model.bytes());
      listeners.tell(new ModelEvent.Installed(model.id(), clock.instant()));
      return model;
    }
  }

  @Override
  public ProbeReport probe(String digest) throws ModelRefusedException {
    synchronized (changing) {
      requireOpen();
      guard.requireHarmless(digest);
      LoadedModel model = load(digest);
      try {
        requireExtractor(model);
        ProbeReport report = probe.full(model);
        probed.add(digest);
        return report;
      } finally {
        model.close();
      }
    }
  }

  @Override
  public void activate(String digest) throws ModelRefusedException {
    synchronized (changing) {
      requireOpen();
      InstalledModel before = release.serving();
      if (before != null && before.id().digest().equals(digest)) {
        return;
      }
      guard.requireHarmless(digest);
      LoadedModel model = load(digest);
      String previousDigest = before == null ? null : before.id().digest();
      boolean proven = false;
      try {
        requireExtractor(model);
        if (probed.contains(digest)) {
          probe.answers(model);
        } else {
          probe.full(model);
          probed.add(digest);
        }
        requireOpen();
        shadow.end();
        guard.begins(digest);
        store.activate(digest, previousDigest);
        proven = true;
      } catch (IOException e) {
        throw notStored(e);
      } finally {
        if (!proven) {
          model.close();
        }
      }
      tellActivated(before, release.serve(model, previousDigest), false);
      proveLater();
    }
  }

  @Override
  public void rollBack() throws ModelRefusedException {
    synchronized (changing) {
      requireOpen();
      InstalledModel before = release.serving();
      LoadedModel model = loadForRollBack(before);
      tellActivated(before, release.serve(model, null), true);
      count(guard::proven);
    }
  }

  /** The previous release; the factory model if there is none or it does not load. */
  private LoadedModel loadForRollBack(@Nullable InstalledModel now) throws ModelRefusedException {
    ModelRefusedException problem =
        new ModelRefusedException(
            RefusalCode.UNABLE_TO_ROLLBACK, "there is no release that served before");
    String before = release.previous();
    if (before != null) {
      try {
        return loadForRollBack(before);
      } catch (ModelRefusedException e) {
        problem = e;
      }
    }
    String last = factory.provide().orElse(null);
    if (last == null || (now != null && last.equals(now.id().digest()))) {
      throw problem;
    }
    LoadedModel model = loadForRollBack(last);
    installed.add(model.info());
    return model;
  }

  private LoadedModel loadForRollBack(String digest) throws ModelRefusedException {
    LoadedModel model = null;
    boolean proven = false;
    try {
      model = load(digest);
      requireExtractor(model);
      probe.answers(model);
      requireOpen();
      store.rollBack(digest);
      proven = true;
      return model;
    } catch (ModelRefusedException | IOException e) {
      throw new ModelRefusedException(
          RefusalCode.UNABLE_TO_ROLLBACK, "the previous release can not serve: " + e, e);
    } finally {
      if (model != null && !proven) {
        model.close();
      }
    }
  }

  @Override
  public boolean remove(String digest) {
    synchronized (changing) {
      requireOpen();
      InstalledModel now = release.serving();
      if ((now != null && now.id().digest().equals(digest)) || digest.equals(release.previous())) {
        throw new IllegalStateException("release " + digest + " is the active or previous one");
      }
      probed.remove(digest);
      return installed.remove(digest);
    }
  }

  @Override
  public ServingStatistics statistics() {
    try (Lease<LoadedModel> lease = slot.acquire()) {
      return lease == null ? NONE : lease.value().counters().statistics();
    }
  }

  @Override
  public LatencyDistribution latency() {
    try (Lease<LoadedModel> lease = slot.acquire()) {
      return lease == null ? LatencyDistribution.NONE : lease.value().counters().latency();
    }
  }

  @Override
  public Optional<String> card(String digest) {
    return installed.find(digest).flatMap(model -> cards.read(digest));
  }

  @Override
  public Map<String, Feedback> feedback() {
    return ledger.all();
  }

  @Override
  public boolean beginShadow(String digest, double share) throws ModelRefusedException {
    synchronized (changing) {
      requireOpen();
      guard.requireHarmless(digest);
      LoadedModel model = load(digest);
      boolean proven = false;
      try {
        requireExtractor(model);
        probe.answers(model);
        proven = true;
      } finally {
        if (!proven) {
          model.close();
        }
      }
      shadow.begin(model, share);
      return true;
    }
  }

  @Override
  public Optional<ShadowStatistics> shadow() {
    return shadow.statistics();
  }

  @Override
  public void endShadow() {
    shadow.end();
  }

  private LoadedModel load(String digest) throws ModelRefusedException {
    if (!store.contains(digest)) {
      throw new ModelRefusedException(
          RefusalCode.HASH_MISMATCH, "release " + digest + " of " + name + " is not installed");
    }
    return loader.load(store.folder(digest), digest);
  }

  private static void requireExtractor(LoadedModel model) throws ModelRefusedException {
    if (!model.feed().satisfied()) {
      throw new ModelRefusedException(
          RefusalCode.INCOMPATIBLE,
          "it needs a feature extractor of version "
              + model.files().manifest().requires().features()
              + ", and none is installed");
    }
  }

  private void tellActivated(@Nullable InstalledModel before, long nanos, boolean rolledBack) {
    InstalledModel now = release.serving();
    if (now != null) {
      listeners.tell(
          new ModelEvent.Activated(
              now.id(), before == null ? null : before.id(), rolledBack, nanos, clock.instant()));
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new ServiceGoneException("this model registry has been stopped; ask its successor");
    }
  }

  private static ModelRefusedException notStored(IOException e) {
    String why =
        DurableFiles.isDiskFull(e) ? "the disk is full: " : "the model store can not be written: ";
    return new ModelRefusedException(RefusalCode.DISK_FULL, why + e.getMessage(), e);
  }
}
