package org.edgestill.updates.internal;

import java.time.Duration;
import java.util.Optional;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.model.ShadowStatistics;
import org.edgestill.trust.ReleaseTarget;
import org.edgestill.updates.internal.ProbationRule.Breach;
import org.edgestill.updates.internal.ProbationRule.NotEnoughTraffic;
import org.edgestill.updates.internal.ProbationRule.Verdict;
import org.edgestill.updates.internal.RegistryCalls.GoneException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a probed release score live requests for a while, before it answers any. It is refused if it
 * fails or is too slow for certain, by the rule of the probation. Too little traffic says nothing,
 * and the probation follows.
 *
 * <p>Nothing of this is written: after a restart the phase begins anew. For the engine's thread.
 */
final class ShadowPhase {

  private static final Logger LOG = LoggerFactory.getLogger(ShadowPhase.class);
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final UpdateSettings settings;
  private final RegistryCalls registry;
  private boolean running;
  private long begun;

  ShadowPhase(UpdateSettings settings, RegistryCalls registry) {
    this.settings = settings;
    this.registry = registry;
  }

  /**
   * Begins it, looks at it, or ends it.
   *
   * @return how long to wait before the next step; zero if the release may be put in service
   * @throws ModelRefusedException if it does harm
   */
  Duration step(ReleaseTarget release) throws ModelRefusedException, GoneException {
    if (settings.shadow().share() == 0) {
      return Duration.ZERO;
    }
    Optional<ShadowStatistics> seen =
        running ? registry.ask(ModelRegistry::shadow) : Optional.empty();
    if (seen.isEmpty()) {
      // it begins, or the registry was replaced meanwhile
      return begin(release.sha256()) ? pause() : Duration.ZERO;
    }
    Verdict verdict =
        new ProbationRule(settings.probation(), Baseline.NONE, seen.get().scored()).judge(false);
    if (verdict instanceof Breach breach) {
      end();
      throw new ModelRefusedException(breach.code(), "in the shadow: " + breach.why());
    }
    Duration left = pause();
    if (left.isZero()) {
      end();
      report(release, seen.get(), verdict);
    }
    return left;
  }

  /** Lets the release go, if there is a registry. */
  void end() {
    if (running) {
      running = false;
      registry.now(ModelRegistry::endShadow);
    }
  }

  private boolean begin(String digest) throws ModelRefusedException, GoneException {
    running = registry.ask(r -> r.beginShadow(digest, settings.shadow().share()));
    begun = System.nanoTime();
    return running;
  }

  private Duration pause() {
    Duration left = settings.shadow().duration().minusNanos(System.nanoTime() - begun);
    if (left.isNegative()) {
      return Duration.ZERO;
    }
    return left.compareTo(PERIOD) < 0 ? left : PERIOD;
  }

  private static void report(ReleaseTarget release, ShadowStatistics seen, Verdict verdict) {
    LOG.info(
        "{}: scored {} requests in the shadow ({} dropped), {} failures, overlap {}, p99 {} us{}",
        release.id(),
        seen.scored().requests(),
        seen.dropped(),
        seen.scored().failures(),
        seen.overlap(),
        Math.round(seen.scored().p99Micros()),
        verdict instanceof NotEnoughTraffic little ? ", not enough traffic: " + little.what() : "");
  }
}
