package org.edgestill.updates.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.edgestill.api.model.ModelEvent;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.api.update.UpdateListener;
import org.edgestill.api.update.UpdateState;
import org.edgestill.api.update.UpdateStatus.Refusal;
import org.edgestill.trust.ReleaseTarget;
import org.edgestill.updates.internal.UpdateRecord.Refused;
import org.edgestill.updates.internal.UpdateRecord.Watch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The present {@link UpdateRecord}: each change is on disk before it counts, and is told to who
 * listens. For the engine's thread; the record may be read from any.
 */
final class Journal {

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private final String modelName;
  private final UpdateStore store;
  private final Clock clock;
  private final Duration retryMin;
  private final Duration retryMax;
  private final Consumer<ModelEvent> listener;
  private final UpdateListener follower;
  private final Runnable changed;
  private volatile UpdateRecord record;

  Journal(
      UpdateSettings settings,
      UpdateStore store,
      Clock clock,
      Consumer<ModelEvent> listener,
      UpdateListener follower,
      Runnable changed)
      throws IOException {
    this.modelName = settings.modelName();
    this.retryMin = settings.retryMin();
    this.retryMax = settings.retryMax();
    this.store = store;
    this.clock = clock;
    this.listener = listener;
    this.follower = follower;
    this.changed = changed;
    this.record = store.load();
  }

  UpdateRecord record() {
    return record;
  }

  UpdateState state() {
    return record.state();
  }

  /** What the state is about. */
  ReleaseTarget offer() {
    ReleaseTarget offer = record.offer();
    if (offer == null) {
      throw new IllegalStateException(record.state() + " is about nothing");
    }
    return offer;
  }

  long now() {
    return clock.millis();
  }

  /** The next state of the same release. */
  void move(UpdateState state) {
    move(state, offer());
  }

  void move(UpdateState state, ReleaseTarget offer) {
    save(record.in(state, offer));
    LOG.info("{}: {}", offer.id(), state);
    moved();
  }

  /** The release serves for good. */
  void commit() {
    save(record.in(UpdateState.COMMITTED, offer()).withServed(offer()));
    LOG.info("{}: COMMITTED", offer().id());
    moved();
  }

  /** Nothing goes on: the state is that of the release that was committed last. */
  void rest() {
    save(atRest(record));
    LOG.info("{}: {}", modelName, record.state());
    changed.run();
  }

  private static UpdateRecord atRest(UpdateRecord r) {
    return r.in(r.served() == null ? UpdateState.IDLE : UpdateState.COMMITTED, r.served());
  }

  /** Begins or continues a probation; from now on the release counts as having been in service. */
  void watch(Watch watch) {
    boolean begins = state() != UpdateState.PROBATION;
    UpdateRecord next =
        record
            .in(UpdateState.PROBATION, offer())
            .withHighestRelease(Math.max(record.highestRelease(), offer().release()))
            .withWatch(watch);
    save(next);
    if (begins) {
      LOG.info("{}: PROBATION", offer().id());
      moved();
    }
  }

  /** Remembers that a release is taken back and must never come again. */
  void takeBack(Refusal why) {
    Map<String, Refused> refused = new LinkedHashMap<>(record.refused());
    refused.put(offer().sha256(), new Refused(true, 1, Long.MAX_VALUE));
    save(
        record
            .in(UpdateState.ROLLED_BACK, offer())
            .withRefused(bounded(refused))
            .withLastRefusal(why));
    LOG.warn("{}: ROLLED_BACK, {}: {}", offer().id(), why.code(), why.message());
    moved();
    tell(why);
  }

  /**
   * Remembers that the release was refused, and returns to rest.
   *
   * @param retry whether it is tried again by itself, later and later
   */
  void refuse(Refusal why, boolean retry) {
    String digest = offer().sha256();
    Map<String, Refused> refused = new LinkedHashMap<>(record.refused());
    Refused before = refused.remove(digest);
    int attempts = before == null ? 1 : before.attempts() + 1;
    long notBefore = retry ? now() + pause(attempts).toMillis() : Long.MAX_VALUE;
    refused.put(digest, new Refused(false, attempts, notBefore));
    LOG.warn("{} refused, {}: {}", offer().id(), why.code(), why.message());
    save(atRest(record).withRefused(bounded(refused)).withLastRefusal(why));
    tell(why);
  }

  /** Reports a refusal that changes no state; the same one is reported once. */
  void note(Refusal why) {
    Refusal last = record.lastRefusal();
    if (last != null
        && last.release() == why.release()
        && last.code() == why.code()
        && last.message().equals(why.message())) {
      return;
    }
    save(record.withLastRefusal(why));
    LOG.warn("{} release {} refused, {}: {}", modelName, why.release(), why.code(), why.message());
    tell(why);
  }

  /** The process starts. */
  void started(@Nullable Watch watch) {
    save(record.withWatch(watch).withEndedCleanly(false));
  }

  /** The process ends in an orderly way. */
  void ended(@Nullable Watch watch) {
    save(record.withWatch(watch).withEndedCleanly(true));
  }

  Refusal refusal(long release, RefusalCode code, @Nullable String message) {
    return new Refusal(release, code, String.valueOf(message), clock.instant());
  }

  /** Doubles with each attempt, up to the longest. */
  Duration pause(int attempts) {
    Duration pause = retryMin.multipliedBy(1L << Math.min(attempts - 1, 20));
    return pause.compareTo(retryMax) > 0 ? retryMax : pause;
  }

  /** Not told of is a return to rest: nothing has moved on then. */
  private void moved() {
    follower.moved(modelName, offer().release(), state(), clock.instant());
    changed.run();
  }

  private void tell(Refusal why) {
    listener.accept(
        new ModelEvent.Refused(modelName, why.release(), why.code(), why.message(), why.time()));
    changed.run();
  }

  private static Map<String, Refused> bounded(Map<String, Refused> refused) {
    Map<String, Refused> kept = new LinkedHashMap<>(refused);
    var oldest = kept.keySet().iterator();
    for (int over = kept.size() - UpdateRecord.MAX_REFUSED; over > 0; over--) {
      oldest.next();
      oldest.remove();
    }
    return kept;
  }

  private void save(UpdateRecord next) {
    try {
      store.save(next);
    } catch (IOException e) {
      throw new UncheckedIOException("the state of the update can not be written", e);
    }
    record = next;
  }
}
