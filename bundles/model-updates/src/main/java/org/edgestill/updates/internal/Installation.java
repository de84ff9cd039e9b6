package org.edgestill.updates.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.edgestill.api.model.InstalledModel;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.model.ProbeReport;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.api.update.UpdateState;
import org.edgestill.updates.internal.ProbationRule.Breach;
import org.edgestill.updates.internal.ProbationRule.NotEnoughTraffic;
import org.edgestill.updates.internal.ProbationRule.Verdict;
import org.edgestill.updates.internal.RegistryCalls.GoneException;
import org.edgestill.updates.internal.UpdateRecord.Watch;
import org.edgestill.updates.internal.UpdateSettings.Undecided;
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

  /** In these a process may die of the release. */
  private static final Set<UpdateState> TRIED =
      EnumSet.of(UpdateState.STAGED, UpdateState.PROBED, UpdateState.PROBATION);

  /** So seldom is the time that a release has served so far written. */
  private static final long WATCH_SAVE_MILLIS = 10_000;

  private final UpdateSettings settings;
  private final Journal journal;
  private final Staging staging;
  private final RegistryCalls registry;
  private final ShadowPhase shadow;
  private boolean activated;
  private long watchedSince;
  private long savedMillis;

  Installation(UpdateSettings settings, Journal journal, Staging staging, RegistryCalls registry) {
    this.settings = settings;
    this.journal = journal;
    this.staging = staging;
    this.registry = registry;
    this.shadow = new ShadowPhase(settings, registry);
  }

  /**
   * Counts an unclean end of the process while a release is tried, be it in the probe, in the
   * shadow or in service.
   *
   * @param newProcess whether the process is another one than that which wrote the record
   */
  void recover(boolean newProcess) {
    UpdateRecord record = journal.record();
    if (!TRIED.contains(record.state())) {
      journal.started(null);
      return;
    }
    Watch watch = record.watch() == null ? Watch.NEW : record.watch();
    if (newProcess) {
      int crashes = watch.crashes() + (record.endedCleanly() ? 0 : 1);
      watch = new Watch(watch.millis(), crashes, watch.before().inAnotherProcess());
    }
    journal.started(watch);
    if (watch.crashes() >= settings.probation().crashes()) {
      String why = "the process ended uncleanly " + watch.crashes() + " times while it was tried";
      if (record.state() == UpdateState.PROBATION) {
        takeBack(RefusalCode.PROBE_FAILED, why);
      } else {
        long release = journal.offer().release();
        journal.refuse(journal.refusal(release, RefusalCode.PROBE_FAILED, why), false);
      }
    }
  }

  /** The process is about to end in an orderly way. */
  void end() {
    shadow.end();
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
      case PROBED -> {
        Duration wait = shadow.step(journal.offer());
        if (!wait.isZero()) {
          return wait;
        }
        activate();
      }
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
    Baseline before = Baseline.of(registry.ask(ModelRegistry::statistics));
    journal.watch(new Watch(0, 0, before));
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
    long left = settings.probation().duration().toMillis() - now.millis();
    ProbationRule rule =
        new ProbationRule(
            settings.probation(), now.before(), registry.ask(ModelRegistry::statistics));
    Verdict verdict = rule.judge(left <= 0);
    if (verdict instanceof Breach breach) {
      takeBack(breach.code(), breach.why());
      return Duration.ZERO;
    }
    if (left <= 0) {
      left = afterItsTime(verdict, now);
      if (left <= 0) {
        return Duration.ZERO;
      }
    }
    if (now.millis() - savedMillis >= WATCH_SAVE_MILLIS) {
      journal.watch(now);
      savedMillis = now.millis();
      watchedSince = System.nanoTime();
    }
    return left < WATCH_PERIOD.toMillis() ? Duration.ofMillis(left) : WATCH_PERIOD;
  }

  /**
   * Decides when the probation has lasted as long as it should.
   *
   * @return milliseconds to wait for more traffic; 0 if it is decided
   */
  private long afterItsTime(Verdict verdict, Watch now)
      throws ModelRefusedException, GoneException {
    if (!(verdict instanceof NotEnoughTraffic little)) {
      commit();
      return 0;
    }
    long left = settings.probation().maxDuration().toMillis() - now.millis();
    if (left > 0) {
      return left;
    }
    LOG.info("{}: not enough traffic to tell: {}", journal.offer().id(), little.what());
    if (settings.probation().undecided() == Undecided.COMMIT) {
      commit();
    } else {
      takeBack(RefusalCode.PROBE_FAILED, "not enough traffic to tell: " + little.what());
    }
    return 0;
  }

  /** The probation with the time since it was last written. */
  private @Nullable Watch watchNow() {
    Watch watch = journal.record().watch();
    if (watch == null || !activated) {
      return watch;
    }
    long since = Duration.ofNanos(System.nanoTime() - watchedSince).toMillis();
    return watch.lasting(watch.millis() + since);
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

  private void takeBack(RefusalCode code, String why) {
    activated = false;
    journal.takeBack(journal.refusal(journal.offer().release(), code, "probation: " + why));
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
