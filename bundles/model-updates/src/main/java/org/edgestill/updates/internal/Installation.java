package org.edgestill.updates.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.edgestill.api.model.InstalledModel;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.model.ProbeReport;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.api.model.ServingStatistics;
import org.edgestill.api.update.UpdateState;
import org.edgestill.updates.internal.RegistryCalls.GoneException;
import org.edgestill.updates.internal.UpdateRecord.Watch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a verified release into service step by step, watches it there, and takes it back if it
 * does worse. Each step is written before it is done, and can be done again after a crash. For the
 * engine's thread.
 */
final class Installation {

  private static final Logger LOG = LoggerFactory.getLogger(Installation.class);
  private static final Duration WATCH_PERIOD = Duration.ofSeconds(1);

  /** So seldom is the time that a release has served so far written. */
  private static final long WATCH_SAVE_MILLIS = 10_000;

  private final UpdateSettings settings;
  private final Journal journal;
  private final Staging staging;
  private final RegistryCalls registry;
  private boolean activated;
  private long watchedSince;
  private long savedMillis;

  Installation(UpdateSettings settings, Journal journal, Staging staging, RegistryCalls registry) {
    this.settings = settings;
    this.journal = journal;
    this.staging = staging;
    this.registry = registry;
  }

  /** Counts a start of the process into a probation. */
  void recover() {
    UpdateRecord record = journal.record();
    Watch watch = record.watch();
    if (watch == null || record.state() != UpdateState.PROBATION) {
      journal.started(null);
      return;
    }
    int crashes = watch.crashes() + (record.endedCleanly() ? 0 : 1);
    journal.started(new Watch(watch.millis(), crashes, watch.fallbackShare()));
    if (crashes >= settings.probation().crashes()) {
      takeBack("the process ended uncleanly " + crashes + " times since it is in service");
    }
  }

  /** The process is about to end in an orderly way. */
  void end() {
    journal.ended(watchNow());
  }

  /**
   * Does what the state asks for.
   *
   * @return how long to wait before the next step
   * @throws ModelRefusedException if the release is refused
   * @throws GoneException if the registry is not there; the step is to be tried again
   */
  Duration step() throws ModelRefusedException, GoneException {
    switch (journal.state()) {
      case VERIFIED -> install();
      case STAGED -> probe();
      case PROBED -> activate();
      case PROBATION -> {
        return watch();
      }
      case ROLLED_BACK -> rollBack();
      default -> throw new IllegalStateException("nothing to install in " + journal.state());
    }
    return Duration.ZERO;
  }

  private String digest() {
    return journal.offer().sha256();
  }

  private void install() throws ModelRefusedException, GoneException {
    Path folder = staging.folder(digest());
    if (!registry.isInstalled(digest())) {
      if (!Files.exists(folder)) {
        journal.move(UpdateState.DISCOVERED);
        return;
      }
      try {
        registry.ask(r -> r.install(folder));
      } catch (ModelRefusedException e) {
        // The registry may have been replaced just after it had taken the folder.
        if (!registry.isInstalled(digest())) {
          throw e;
        }
      }
    }
    journal.move(UpdateState.STAGED);
  }

  private void probe() throws ModelRefusedException, GoneException {
    ProbeReport report = registry.ask(r -> r.probe(digest()));
    LOG.info(
        "{}: probed, {} golden vectors, overlap {}, p99 {} us",
        journal.offer().id(),
        report.goldenVectors(),
        report.topKOverlap(),
        Math.round(report.p99Micros()));
    journal.move(UpdateState.PROBED);
  }

  private void activate() throws ModelRefusedException, GoneException {
    ServingStatistics before = registry.ask(ModelRegistry::statistics);
    boolean comparable = before.requests() >= settings.probation().minRequests();
    double share = comparable ? (double) before.fallbacks() / before.requests() : 1;
    journal.watch(new Watch(0, 0, share));
    putInService();
  }

  private void putInService() throws ModelRefusedException, GoneException {
    registry.ask(
        r -> {
          r.activate(digest());
          return true;
        });
    activated = true;
    watchedSince = System.nanoTime();
    Watch watch = journal.record().watch();
    savedMillis = watch == null ? 0 : watch.millis();
  }

  private Duration watch() throws ModelRefusedException, GoneException {
    if (!activated) {
      // the process ended between writing and doing it, or later: doing it again does no harm
      putInService();
    }
    if (!registry.isActive(digest())) {
      activated = false;
      journal.takeBack(
          journal.refusal(
              journal.offer().release(),
              RefusalCode.QUARANTINED,
              "another release was put in service during the probation"));
      return Duration.ZERO;
    }
    Watch now = watchNow();
    if (now == null) {
      throw new IllegalStateException("a probation without a beginning");
    }
    Optional<String> breach =
        ProbationRule.breach(settings.probation(), now, registry.ask(ModelRegistry::statistics));
    if (breach.isPresent()) {
      takeBack(breach.get());
      return Duration.ZERO;
    }
    long left = settings.probation().duration().toMillis() - now.millis();
    if (left <= 0) {
      commit();
      return Duration.ZERO;
    }
    if (now.millis() - savedMillis >= WATCH_SAVE_MILLIS) {
      journal.watch(now);
      savedMillis = now.millis();
      watchedSince = System.nanoTime();
    }
    return left < WATCH_PERIOD.toMillis() ? Duration.ofMillis(left) : WATCH_PERIOD;
  }

  /** The probation with the time since it was last written. */
  private @Nullable Watch watchNow() {
    Watch watch = journal.record().watch();
    if (watch == null || !activated) {
      return watch;
    }
    long since = Duration.ofNanos(System.nanoTime() - watchedSince).toMillis();
    return new Watch(watch.millis() + since, watch.crashes(), watch.fallbackShare());
  }

  private void commit() throws ModelRefusedException, GoneException {
    journal.commit();
    activated = false;
    prune();
  }

  /** Only the release in service and the one before stay. */
  private void prune() throws ModelRefusedException, GoneException {
    registry.ask(
        r -> {
          String active = digest(r.active());
          String previous = digest(r.previous());
          for (InstalledModel model : r.installed()) {
            String digest = model.id().digest();
            if (!digest.equals(active) && !digest.equals(previous)) {
              r.remove(digest);
            }
          }
          return true;
        });
  }

  private static String digest(Optional<InstalledModel> model) {
    return model.map(InstalledModel::id).map(ModelId::digest).orElse("");
  }

  private void takeBack(String why) {
    activated = false;
    journal.takeBack(
        journal.refusal(journal.offer().release(), RefusalCode.PROBE_FAILED, "probation: " + why));
  }

  private void rollBack() throws ModelRefusedException, GoneException {
    if (registry.isActive(digest())) {
      try {
        registry.ask(
            r -> {
              r.rollBack();
              return true;
            });
      } catch (ModelRefusedException e) {
        // it serves on: a doubtful model is better than none
        journal.note(journal.refusal(journal.offer().release(), e.code(), e.getMessage()));
      }
    }
    journal.move(UpdateState.QUARANTINED);
    removeUnlessInService(digest());
  }

  /** Deletes an installed release, unless it serves or is what a roll back would return to. */
  void removeUnlessInService(String digest) throws ModelRefusedException, GoneException {
    registry.ask(
        r ->
            !digest(r.active()).equals(digest)
                && !digest(r.previous()).equals(digest)
                && r.remove(digest));
  }
}
