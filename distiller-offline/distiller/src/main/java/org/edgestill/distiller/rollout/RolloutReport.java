package org.edgestill.distiller.rollout;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a rollout ended for now.
 *
 * @param phase {@code DONE}, {@code PAUSED} or {@code ABORTED}
 * @param percent the share of the gateways that the release is offered to
 * @param gateways how many of them are in that share
 * @param succeeded have committed it
 * @param failed refused it or took it back
 * @param missing have no result
 * @param why of a pause or an abort; else empty
 * @param returnedTo the release under which the former model was published again; 0 if it was not
 * @param failures what each gateway that failed said, excused ones included
 */
public record RolloutReport(
    String model,
    long release,
    @Nullable String digest,
    String phase,
    int percent,
    int gateways,
    int succeeded,
    int failed,
    int missing,
    String why,
    long returnedTo,
    Map<String, String> failures) {

  public boolean done() {
    return phase.equals(RolloutState.Phase.DONE.name());
  }

  public boolean aborted() {
    return phase.equals(RolloutState.Phase.ABORTED.name());
  }
}
