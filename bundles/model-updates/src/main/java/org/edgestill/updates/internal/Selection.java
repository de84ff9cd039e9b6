package org.edgestill.updates.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.trust.ReleaseTarget;
import org.edgestill.trust.Rollout;
import org.edgestill.updates.internal.UpdateRecord.Refused;
import org.jspecify.annotations.Nullable;

/**
 * Which of the trusted releases this gateway takes: the highest one that is meant for it, if that
 * is higher than what it has.
 *
 * <p>A release for another share of the fleet, or for other classes of devices while there is one
 * for ours, is none of our business. What is reported instead of passed over: metadata that lists
 * nothing for us at all, a release of another channel, an older release than the one in service
 * when that is not listed any more, a release number that was used twice, and a release that was
 * rolled back here.
 */
final class Selection {

  /**
   * The outcome.
   *
   * @param take the release to take; {@code null} for none
   * @param notBefore until when the best release is not tried again, in milliseconds since 1970;
   *     {@link Long#MAX_VALUE} if nothing waits
   * @param refusals what is to be reported
   */
  record Choice(@Nullable ReleaseTarget take, long notBefore, List<Report> refusals) {}

  /** Something to report about a release; 0 for none in particular. */
  record Report(long release, RefusalCode code, String message) {}

  private final UpdateSettings settings;
  private final UpdateRecord record;
  private final Optional<ModelId> inService;
  private final List<Report> reports = new ArrayList<>();

  Selection(UpdateSettings settings, UpdateRecord record, Optional<ModelId> inService) {
    this.settings = settings;
    this.record = record;
    this.inService = inService;
  }

  /**
   * Chooses. For one use.
   *
   * @param forced somebody asked for it: what was refused, but not rolled back, is tried again
   */
  Choice choose(List<ReleaseTarget> offers, long now, boolean forced) {
    List<ReleaseTarget> candidates =
        meant(offers).stream()
            .filter(
                r -> Rollout.includes(settings.gatewayId(), r.rolloutSalt(), r.rolloutPercent()))
            .sorted(Comparator.comparingLong(ReleaseTarget::release).reversed())
            .toList();
    for (ReleaseTarget best : candidates) {
      Refused refused = record.refused().get(best.sha256());
      if (refused != null && refused.quarantined()) {
        report(best, RefusalCode.QUARANTINED, "it was rolled back on this gateway before");
        continue;
      }
      if (!isNews(best, candidates)) {
        return choice(null, Long.MAX_VALUE);
      }
      if (refused != null && refused.notBefore() > now && !forced) {
        return choice(null, refused.notBefore());
      }
      return choice(best, Long.MAX_VALUE);
    }
    return choice(null, Long.MAX_VALUE);
  }

  /** The releases for this model, channel and device class. */
  private List<ReleaseTarget> meant(List<ReleaseTarget> offers) {
    List<ReleaseTarget> ours =
        offers.stream().filter(r -> r.name().equals(settings.modelName())).toList();
    ours.stream()
        .filter(r -> !r.channel().equals(settings.channel()))
        .max(Comparator.comparingLong(ReleaseTarget::release))
        .ifPresent(
            r ->
                report(
                    r,
                    RefusalCode.WRONG_TARGET,
                    "it is for channel " + r.channel() + ", not " + settings.channel()));
    List<ReleaseTarget> meant =
        ours.stream().filter(r -> r.isFor(settings.channel(), settings.deviceClass())).toList();
    if (meant.isEmpty() && reports.isEmpty() && !offers.isEmpty()) {
      reports.add(new Report(0, RefusalCode.WRONG_TARGET, nothingForUs(ours)));
    }
    return meant;
  }

  private String nothingForUs(List<ReleaseTarget> ours) {
    return ours.isEmpty()
        ? "the channel has no release of model " + settings.modelName()
        : "no release is for device class '" + settings.deviceClass() + "'";
  }

  private boolean isNews(ReleaseTarget best, List<ReleaseTarget> candidates) {
    long serving = inService.map(ModelId::release).orElse(0L);
    if (inService.isPresent() && best.sha256().equals(inService.get().digest())) {
      return isUnfinished(best);
    }
    if (best.release() == serving) {
      report(
          best,
          RefusalCode.HASH_MISMATCH,
          "the release number is that of the model in service, but the digest is another");
      return false;
    }
    if (best.release() < Math.max(serving, record.highestRelease())) {
      boolean listed =
          inService.isPresent()
              && candidates.stream().anyMatch(r -> r.sha256().equals(inService.get().digest()));
      if (!listed) {
        report(
            best,
            RefusalCode.ROLLBACK_ATTACK,
            "release " + Math.max(serving, record.highestRelease()) + " was in service already");
      }
      return false;
    }
    return true;
  }

  /**
   * Whether what is in service was put there by an update that did not come to its end, because
   * then the disk failed.
   */
  private boolean isUnfinished(ReleaseTarget best) {
    ReleaseTarget served = record.served();
    return best.release() == record.highestRelease()
        && (served == null || !served.sha256().equals(best.sha256()));
  }

  private void report(ReleaseTarget release, RefusalCode code, String message) {
    reports.add(new Report(release.release(), code, message));
  }

  private Choice choice(@Nullable ReleaseTarget take, long notBefore) {
    return new Choice(take, notBefore, List.copyOf(reports));
  }
}
