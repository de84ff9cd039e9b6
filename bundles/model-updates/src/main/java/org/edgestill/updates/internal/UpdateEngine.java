package org.edgestill.updates.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.carrier.Carrier.Subscription;
import org.edgestill.api.model.ModelEvent;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.api.service.ServiceGate;
import org.edgestill.api.update.UpdateListener;
import org.edgestill.api.update.UpdateState;
import org.edgestill.model.io.DurableFiles;
import org.edgestill.trust.ReleaseTarget;
import org.edgestill.updates.internal.RegistryCalls.GoneException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one update after the other through its states; everything happens on its one thread. Ends
 * at any point and goes on from there when it is started again.
 */
final class UpdateEngine {

  private static final Logger LOG = LoggerFactory.getLogger(UpdateEngine.class);

  /** A release that is this far is brought to its end before another one is looked at. */
  private static final Set<UpdateState> COMMITTED_TO =
      EnumSet.of(
          UpdateState.STAGED, UpdateState.PROBED, UpdateState.PROBATION, UpdateState.ROLLED_BACK);

  private static final Set<UpdateState> UNDER_WAY =
      EnumSet.of(UpdateState.DISCOVERED, UpdateState.FETCHING, UpdateState.VERIFIED);

  /** What may be cured by trying again; anything else would be the same next time. */
  private static final Set<RefusalCode> CURABLE =
      EnumSet.of(RefusalCode.HASH_MISMATCH, RefusalCode.DISK_FULL, RefusalCode.INCOMPATIBLE);

  private static final Duration REGISTRY_PAUSE = Duration.ofSeconds(1);
  private static final Duration REPORT_PERIOD = Duration.ofSeconds(2);
  private static final Duration IDLE = Duration.ofMinutes(10);

  /**
   * After so many the engine looks up from its mail, so that a flood does not keep it from work.
   */
  private static final int MAX_MAILS = 64;

  private final Carrier carrier;
  private final UpdateSettings settings;
  private final Mailbox mailbox;
  private final Journal journal;
  private final Staging staging;
  private final Discovery discovery;
  private final Installation installation;
  private final Reporter reporter;
  private final CompletableFuture<Void> stopped;
  private final TransferCount count;
  private @Nullable ReleaseFetch fetch;
  private long notBefore;
  private int failures;

  /** Everything that an engine is made of; nothing happens yet. */
  UpdateEngine(
      UpdateSettings settings,
      Carrier carrier,
      ServiceGate<ModelRegistry> gate,
      Staging.Writer writer,
      Clock clock,
      Consumer<ModelEvent> listener,
      UpdateListener follower,
      Reporter reporter,
      Mailbox mailbox,
      TransferCount count,
      CompletableFuture<Void> stopped)
      throws IOException {
    this.settings = settings;
    this.carrier = carrier;
    this.mailbox = mailbox;
    this.stopped = stopped;
    this.count = count;
    this.reporter = reporter;
    RegistryCalls registry = new RegistryCalls(gate);
    this.journal =
        new Journal(
            settings, new UpdateStore(settings.home()), clock, listener, follower, () -> report());
    this.staging = new Staging(settings.home().resolve("staging"), writer);
    this.installation = new Installation(settings, journal, staging, registry);
    CarrierMetadata source = new CarrierMetadata(carrier, settings, stopped);
    this.discovery =
        new Discovery(carrier, settings, journal, registry, source, Roots.client(settings, clock));
    this.notBefore = System.nanoTime();
  }

  /** Hears of everything that a report should tell. */
  @FunctionalInterface
  interface Reporter {
    /**
     * Something changed.
     *
     * @param progress whether it is only bytes that arrived
     */
    void report(UpdateRecord record, boolean progress, long bytesDone, long bytesTotal);
  }

  /**
   * Finds out what became of the update that was under way. To be called before {@link #run}.
   *
   * @param newProcess whether no engine has done this in this process yet
   */
  void recover(boolean newProcess) {
    installation.recover(newProcess);
    report();
  }

  /** Works until it is stopped. */
  void run() throws InterruptedException {
    Subscription timestamps =
        carrier.subscribe(
            settings.topics().timestamp(settings.channel()), m -> announce(m.payload()));
    Subscription connection = carrier.onConnection(up -> mailbox.post(this::report));
    try {
      while (!stopped.isDone()) {
        turn();
      }
    } finally {
      connection.close();
      timestamps.close();
      closeFetch();
      installation.end();
    }
  }

  /** Looks for a new release soon. Any thread. */
  void check() {
    mailbox.post(discovery::force);
  }

  private void announce(byte[] timestamp) {
    if (timestamp.length > 0) {
      mailbox.post(() -> discovery.announced(timestamp));
    }
  }

  private void turn() throws InterruptedException {
    Runnable mail = mailbox.poll(untilNext());
    for (int n = 0; mail != null && !stopped.isDone(); n++) {
      mail.run();
      mail = n < MAX_MAILS ? mailbox.poll(0) : null;
    }
    if (stopped.isDone() || System.nanoTime() - notBefore < 0) {
      return;
    }
    try {
      advance();
      failures = 0;
    } catch (GoneException e) {
      LOG.debug("{}: {}", settings.modelName(), e.getMessage());
      pause(REGISTRY_PAUSE);
    } catch (ModelRefusedException e) {
      refuse(e);
    } catch (IOException e) {
      failed(e);
    } catch (UncheckedIOException e) {
      failed(new IOException(e.getMessage(), e.getCause()));
    } catch (RuntimeException e) {
      LOG.error("{}: an update step failed and is tried again", settings.modelName(), e);
      pause(journal.pause(++failures));
    }
  }

  private long untilNext() {
    long now = System.nanoTime();
    if (notBefore - now > 0) {
      return notBefore - now;
    }
    UpdateState state = journal.state();
    if (COMMITTED_TO.contains(state) || (UNDER_WAY.contains(state) && fetch == null)) {
      return 0;
    }
    long wait = fetch == null ? IDLE.toNanos() : fetchWait(fetch, now);
    return Math.min(wait, discovery.untilDue(now));
  }

  private static long fetchWait(ReleaseFetch fetch, long now) {
    return Math.min(fetch.nextDeadline(now) - now, REPORT_PERIOD.toNanos());
  }

  /** One step: a look for a new release, or the next thing to do for the present one. */
  private void advance() throws GoneException, ModelRefusedException, IOException {
    UpdateState state = journal.state();
    if (!COMMITTED_TO.contains(state) && discovery.isDue(System.nanoTime())) {
      Discovery.Finding finding = discovery.look();
      if (finding.told()) {
        discovered(finding.take());
      }
      return;
    }
    switch (state) {
      case DISCOVERED -> journal.move(UpdateState.FETCHING);
      case FETCHING -> fetch();
      case VERIFIED, STAGED, PROBED, PROBATION, ROLLED_BACK -> pause(installation.step());
      default -> {
        // at rest
      }
    }
  }

  private void discovered(@Nullable ReleaseTarget take) {
    boolean underWay = UNDER_WAY.contains(journal.state());
    if (take == null) {
      if (underWay) {
        LOG.info("{}: withdrawn", journal.offer().id());
        closeFetch();
        journal.rest();
      }
      return;
    }
    if (underWay && take.sha256().equals(journal.offer().sha256())) {
      return;
    }
    closeFetch();
    journal.move(UpdateState.DISCOVERED, take);
  }

  private void fetch() throws IOException, ModelRefusedException {
    ReleaseFetch current = fetch;
    if (current == null) {
      long release = journal.offer().release();
      current =
          new ReleaseFetch(
              carrier,
              mailbox,
              settings,
              staging,
              journal.offer(),
              (code, message) -> journal.note(journal.refusal(release, code, message)),
              count);
      fetch = current;
      current.start();
    }
    if (current.advance()) {
      closeFetch();
      journal.move(UpdateState.VERIFIED);
    } else {
      reporter.report(journal.record(), true, current.bytesDone(), current.bytesTotal());
    }
  }

  private void refuse(ModelRefusedException e) {
    ReleaseTarget release = journal.offer();
    boolean curable = CURABLE.contains(e.code());
    closeFetch();
    if (e.code() == RefusalCode.QUARANTINED) {
      // the registry has given it up by itself
      journal.takeBack(journal.refusal(release.release(), e.code(), e.getMessage()));
      return;
    }
    journal.refuse(journal.refusal(release.release(), e.code(), e.getMessage()), curable);
    discovery.refused(release.sha256());
    try {
      if (!curable || e.code() == RefusalCode.DISK_FULL) {
        staging.remove(release.sha256());
        installation.removeUnlessInService(release.sha256());
      }
    } catch (IOException | GoneException | ModelRefusedException | IllegalStateException problem) {
      LOG.warn("{}: leftovers stay until the next update: {}", release.id(), problem.getMessage());
    }
  }

  /** A file could not be read or written. */
  private void failed(IOException e) {
    if (DurableFiles.isDiskFull(e) && UNDER_WAY.contains(journal.state())) {
      makeRoom();
      refuse(new ModelRefusedException(RefusalCode.DISK_FULL, "the disk is full", e));
      return;
    }
    LOG.error("{}: files can not be used: {}; trying again", settings.modelName(), e.toString());
    closeFetch();
    pause(journal.pause(++failures));
  }

  /** Before the refusal is written, which needs a little room itself. */
  private void makeRoom() {
    closeFetch();
    try {
      staging.remove(journal.offer().sha256());
    } catch (IOException e) {
      LOG.warn("{}: staging can not be cleaned: {}", settings.modelName(), e.toString());
    }
  }

  private void pause(Duration pause) {
    notBefore = System.nanoTime() + pause.toNanos();
  }

  private void closeFetch() {
    if (fetch != null) {
      fetch.close();
      fetch = null;
    }
  }

  private void report() {
    ReleaseFetch current = fetch;
    reporter.report(
        journal.record(),
        false,
        current == null ? 0 : current.bytesDone(),
        current == null ? 0 : current.bytesTotal());
  }
}
