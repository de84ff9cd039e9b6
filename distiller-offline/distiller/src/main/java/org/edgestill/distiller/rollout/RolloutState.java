package org.edgestill.distiller.rollout;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.edgestill.api.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * Where a rollout stands: what must survive a kill. Written before it is acted on.
 *
 * @param digest of the release; {@code null} until it is published
 * @param stage which stage, from 0
 * @param since when the stage began, in milliseconds since 1970
 * @param why of a pause or an abort; else empty
 * @param gateways what each one that was seen has made of the release
 * @param excused gateways whose failures somebody has looked at
 * @param returnedTo the release number under which the former model was published again; 0 if not
 */
record RolloutState(
    String model,
    long release,
    @Nullable String digest,
    int stage,
    long since,
    Phase phase,
    String why,
    Map<String, Progress> gateways,
    Set<String> excused,
    long returnedTo) {

  /** Whether it goes on. */
  enum Phase {
    RUNNING,
    PAUSED,
    /** To be taken back, or taken back if {@code returnedTo} says so. */
    ABORTED,
    DONE
  }

  RolloutState {
    gateways = Collections.unmodifiableMap(new TreeMap<>(gateways));
    excused = Collections.unmodifiableSet(new TreeSet<>(excused));
  }

  static RolloutState fresh(String model, long release, Instant now) {
    return new RolloutState(
        model, release, null, 0, now.toEpochMilli(), Phase.RUNNING, "", Map.of(), Set.of(), 0);
  }

  /** The release, once it is published. */
  ModelId id() {
    if (digest == null) {
      throw new IllegalStateException("not published");
    }
    return new ModelId(model, release, digest);
  }

  RolloutState published(ModelId id, Instant now) {
    return new RolloutState(
        model,
        release,
        id.digest(),
        stage,
        now.toEpochMilli(),
        phase,
        why,
        gateways,
        excused,
        returnedTo);
  }

  RolloutState at(int next, Instant now) {
    return new RolloutState(
        model,
        release,
        digest,
        next,
        now.toEpochMilli(),
        phase,
        why,
        gateways,
        excused,
        returnedTo);
  }

  RolloutState in(Phase next, String because) {
    return new RolloutState(
        model, release, digest, stage, since, next, because, gateways, excused, returnedTo);
  }

  RolloutState with(Map<String, Progress> now) {
    return new RolloutState(
        model, release, digest, stage, since, phase, why, now, excused, returnedTo);
  }

  RolloutState excusing(Set<String> failed, Instant now) {
    Set<String> all = new TreeSet<>(excused);
    all.addAll(failed);
    return new RolloutState(
        model,
        release,
        digest,
        stage,
        now.toEpochMilli(),
        Phase.RUNNING,
        "",
        gateways,
        all,
        returnedTo);
  }

  RolloutState returnedTo(long other) {
    return new RolloutState(
        model, release, digest, stage, since, phase, why, gateways, excused, other);
  }
}
