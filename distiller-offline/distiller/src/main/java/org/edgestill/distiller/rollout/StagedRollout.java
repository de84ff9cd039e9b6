package org.edgestill.distiller.rollout;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.distiller.data.InputException;
import org.edgestill.distiller.publish.Destination;
import org.edgestill.distiller.publish.Publishing;
import org.edgestill.distiller.publish.PublishingFailedException;
import org.edgestill.distiller.rollout.RolloutSettings.OnBreach;
import org.edgestill.distiller.rollout.RolloutState.Phase;
import org.edgestill.distiller.run.RunListener;
import org.edgestill.model.ModelPackage;
import org.edgestill.trust.ReleaseTarget;

/**
 * Offers a release to more and more gateways, and watches what they report, until all have it or it
 * does harm. What to do is decided by {@link RolloutRule} and written to disk before it is done, so
 * that a rollout that is killed goes on where it was. For one thread.
 */
public final class StagedRollout {

  /** Retained reports of a whole fleet take a moment to arrive. */
  private static final Duration SETTLE = Duration.ofSeconds(10);

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int NOBODY = 0;

  /** Makes the package, or finds it. */
  @FunctionalInterface
  public interface Packaged {
    /** The package of the release. */
    ModelPackage get() throws IOException, ModelRefusedException;
  }

  /**
   * Where a rollout works.
   *
   * @param destination of the channel, over the same connection
   * @param prefix of all topics
   * @param file where the state is kept
   */
  public record Place(
      Publishing publishing, Destination destination, Carrier carrier, String prefix, Path file) {}

  private final RolloutSettings settings;
  private final Place place;
  private final RolloutFile file;
  private final RunListener listener;
  private final Clock clock;
  private RolloutState state;
  private Instant saved = Instant.EPOCH;

  /**
   * Of a release; goes on with what the file holds.
   *
   * @throws InputException if the file can not be read
   */
  public StagedRollout(
      RolloutSettings settings,
      Place place,
      String model,
      long release,
      RunListener listener,
      Clock clock)
      throws IOException {
    this.settings = settings;
    this.place = place;
    this.file = new RolloutFile(place.file());
    this.listener = listener;
    this.clock = clock;
    this.state = file.read().orElse(RolloutState.fresh(model, release, clock.instant()));
  }

  /** Lets a rollout that pauses go on: failures that it had do not count any more. */
  public void resume() throws IOException {
    if (state.phase() == Phase.PAUSED) {
      save(state.excusing(failures().keySet(), clock.instant()));
    }
  }

  /**
   * Rolls out until it is done, pauses or is aborted.
   *
   * @param packaged only asked if the release is not published yet
   * @throws InputException if the release is offered to gateways already, but not by a rollout
   * @throws PublishingFailedException if the broker does not take something; doing it again goes on
   */
  public RolloutReport run(Packaged packaged)
      throws IOException, ModelRefusedException, PublishingFailedException, InterruptedException {
    if (state.phase() == Phase.RUNNING) {
      if (state.digest() == null) {
        publish(packaged.get());
      }
      watch();
    } else if (state.phase() == Phase.ABORTED && state.returnedTo() == 0) {
      takeBack();
    }
    return report();
  }

  /**
   * Takes the release back, whatever has become of it.
   *
   * @throws InputException if no rollout of it has begun
   */
  public RolloutReport abort()
      throws IOException, ModelRefusedException, PublishingFailedException {
    if (state.digest() == null) {
      throw new InputException(
          "no rollout of %s %d has begun".formatted(state.model(), state.release()));
    }
    if (state.phase() != Phase.ABORTED) {
      save(state.in(Phase.ABORTED, "asked for"));
    }
    if (state.returnedTo() == 0) {
      takeBack();
    }
    return report();
  }

  /** For nobody at first, so that this can be done again. */
  private void publish(ModelPackage release)
      throws IOException, ModelRefusedException, PublishingFailedException {
    int offered = place.publishing().offered(state.model(), state.release());
    if (offered > NOBODY) {
      throw new InputException(
          "release %d is offered to %d %% of the gateways already; roll out a new one"
              .formatted(state.release(), offered));
    }
    Publishing.Published published =
        place.publishing().publish(place.destination(), release, NOBODY);
    listener.said("%s is on channel %s".formatted(published.model(), published.channel()));
    save(state.published(published.model(), clock.instant()));
  }

  private void watch()
      throws IOException, ModelRefusedException, PublishingFailedException, InterruptedException {
    RolloutRule rule = new RolloutRule(settings);
    Group group = new Group(state.id(), state.gateways());
    Duration settle = settings.soak().compareTo(SETTLE) < 0 ? settings.soak() : SETTLE;
    try (FleetWatch fleet = new FleetWatch(place.carrier(), place.prefix())) {
      ReleaseTarget offer = offer();
      boolean told = false;
      while (state.phase() == Phase.RUNNING) {
        if (group.heard(fleet.take(PATIENCE))) {
          told = false;
          saveSometimes(group);
        }
        if (fleet.connectedFor().compareTo(settle) < 0) {
          continue;
        }
        Tally tally = group.tally(offer.rolloutSalt(), percent(), state.excused());
        Verdict verdict = rule.judge(tally, elapsed());
        if (verdict instanceof Verdict.Wait) {
          if (!told) {
            tell(tally);
            told = true;
          }
          continue;
        }
        tell(tally);
        state = state.with(group.gateways());
        act(verdict);
        if (state.phase() == Phase.RUNNING) {
          offer = offer();
        }
      }
    }
    if (state.phase() == Phase.ABORTED) {
      takeBack();
    }
  }

  private void act(Verdict verdict) throws IOException {
    listener.said("%d %%: %s".formatted(percent(), verdict.why()));
    if (verdict instanceof Verdict.Widen) {
      boolean last = state.stage() == settings.stages().size() - 1;
      save(last ? state.in(Phase.DONE, "") : state.at(state.stage() + 1, clock.instant()));
    } else if (verdict instanceof Verdict.Breach && settings.onBreach() == OnBreach.ABORT) {
      save(state.in(Phase.ABORTED, verdict.why()));
    } else {
      save(state.in(Phase.PAUSED, verdict.why()));
    }
  }

  private ReleaseTarget offer() throws IOException, PublishingFailedException {
    listener.said("offered to %d %% of the gateways".formatted(percent()));
    return place.publishing().widen(place.destination(), state.id(), percent());
  }

  private void takeBack() throws IOException, ModelRefusedException, PublishingFailedException {
    Optional<Publishing.Published> former =
        place.publishing().takeBack(place.destination(), state.id());
    if (former.isEmpty()) {
      String why = state.why() + "; no earlier release is kept that could be published again";
      listener.said(why);
      save(state.in(Phase.PAUSED, why));
      return;
    }
    long number = former.get().model().release();
    listener.said("the former model is published again as release " + number);
    save(state.returnedTo(number));
  }

  private int percent() {
    int last = settings.stages().size() - 1;
    return settings.stages().get(Math.min(state.stage(), last));
  }

  private Duration elapsed() {
    return Duration.between(Instant.ofEpochMilli(state.since()), clock.instant());
  }

  private void tell(Tally tally) {
    listener.progress(
        percent() + " % of the gateways",
        tally.group() - tally.missing(),
        tally.group(),
        "%d failed, %d without a result".formatted(tally.failed(), tally.missing()));
  }

  private Map<String, String> failures() {
    Map<String, String> failures = new TreeMap<>();
    state
        .gateways()
        .forEach(
            (gateway, progress) -> {
              if (progress.result() == Progress.Result.FAILED) {
                failures.put(gateway, progress.why());
              }
            });
    return failures;
  }

  private RolloutReport report() throws IOException, PublishingFailedException {
    int percent = percent();
    Tally tally =
        state.digest() == null
            ? new Tally(0, 0, 0, 0, 0)
            : new Group(state.id(), state.gateways())
                .tally(
                    place.publishing().released(state.id()).rolloutSalt(),
                    percent,
                    state.excused());
    return new RolloutReport(
        state.model(),
        state.release(),
        state.digest(),
        state.phase().name(),
        percent,
        tally.group(),
        tally.succeeded(),
        tally.failed(),
        tally.missing(),
        state.why(),
        state.returnedTo(),
        failures());
  }

  /** Reports are retained by the broker, so that losing a second of them is no loss. */
  private void saveSometimes(Group group) throws IOException {
    state = state.with(group.gateways());
    if (Duration.between(saved, clock.instant()).compareTo(PATIENCE) > 0) {
      save(state);
    }
  }

  private void save(RolloutState next) throws IOException {
    file.write(next);
    state = next;
    saved = clock.instant();
  }
}
