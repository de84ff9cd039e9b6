package org.edgestill.trust;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;

/**
 * The releases that are trusted now.
 *
 * @param version of the targets metadata
 * @param expires when they stop being trusted unless signed again: the earliest expiry of all roles
 * @param releases every release, by path
 */
public record TrustedReleases(long version, Instant expires, List<ReleaseTarget> releases) {

  public TrustedReleases {
    releases = List.copyOf(releases);
  }

  /**
   * The newest release of a model for one gateway.
   *
   * @param channel the gateway's channel
   * @param deviceClass the gateway's class
   * @param gatewayId decides whether the gateway is in the rollout's share
   * @return empty if there is none, or the rollout has not reached this gateway
   * @throws ModelRefusedException with {@code WRONG_TARGET} if there are releases of this model,
   *     but all of them for other channels or device classes
   */
  public Optional<ReleaseTarget> newestFor(
      String name, String channel, String deviceClass, String gatewayId)
      throws ModelRefusedException {
    List<ReleaseTarget> named = releases.stream().filter(r -> r.name().equals(name)).toList();
    List<ReleaseTarget> meant = named.stream().filter(r -> r.isFor(channel, deviceClass)).toList();
    if (meant.isEmpty() && !named.isEmpty()) {
      ReleaseTarget first = named.get(0);
      throw new ModelRefusedException(
          RefusalCode.WRONG_TARGET,
          "every release of "
              + name
              + " is for others: "
              + first.id()
              + " for channel "
              + first.channel()
              + ", device classes "
              + first.deviceClasses()
              + "; this gateway is "
              + channel
              + ", "
              + deviceClass);
    }
    return meant.stream()
        .filter(r -> Rollout.includes(gatewayId, r.rolloutSalt(), r.rolloutPercent()))
        .max(Comparator.comparingLong(ReleaseTarget::release));
  }
}
