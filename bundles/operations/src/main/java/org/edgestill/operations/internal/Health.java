package org.edgestill.operations.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.edgestill.api.behaviour.BehaviourLogException;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.api.service.ServiceGoneException;
import org.edgestill.api.update.UpdateState;
import org.edgestill.api.update.UpdateStatus;

/** What is well and what is not, in findings that a health check can pass on. */
final class Health {

  /** How bad a finding is. */
  enum Level {
    OK,
    /** It works, but somebody should look at it. */
    WARN,
    /** It does not do what it is there for. */
    CRITICAL
  }

  /** One finding, in words that say what to do. */
  record Finding(Level level, String text) {}

  /** Refusals that mean that the publisher's metadata is stale or held back. */
  private static final Set<RefusalCode> STALE =
      EnumSet.of(RefusalCode.EXPIRED, RefusalCode.FREEZE_SUSPECTED);

  private final GatewayServices services;
  private final Clock clock;

  Health(GatewayServices services, Clock clock) {
    this.services = services;
    this.clock = clock;
  }

  /** Whether each model has a release in service, answered by the student. */
  List<Finding> models() {
    List<Finding> findings = new ArrayList<>();
    services
        .registries()
        .byName()
        .forEach(
            (name, registry) -> {
              try {
                findings.add(
                    registry
                        .active()
                        .map(model -> new Finding(Level.OK, model.id() + " is in service"))
                        .orElse(
                            new Finding(
                                Level.CRITICAL,
                                name
                                    + " has no release in service: push one, or look at"
                                    + " edgestill:status for a refusal")));
                if (registry.statistics().failures() > 0) {
                  findings.add(
                      new Finding(
                          Level.WARN,
                          "%s failed on %d of %d requests, which popularity answered"
                              .formatted(
                                  name,
                                  registry.statistics().failures(),
                                  registry.statistics().requests())));
                }
              } catch (ServiceGoneException beingReplaced) {
                findings.add(new Finding(Level.OK, name + " is being replaced"));
              }
            });
    return findings.isEmpty()
        ? List.of(new Finding(Level.CRITICAL, "no model is configured (org.edgestill.inference)"))
        : findings;
  }

  /**
   * How updates go.
   *
   * @param recent refusals that are older than this are history
   */
  List<Finding> updates(Duration recent) {
    List<Finding> findings = new ArrayList<>();
    services
        .updates()
        .byName()
        .forEach(
            (name, updates) -> {
              UpdateStatus status = updates.status();
              if (status.problem() != null) {
                findings.add(
                    new Finding(Level.CRITICAL, name + " can not be updated: " + status.problem()));
              }
              findings.add(
                  new Finding(
                      status.state() == UpdateState.ROLLED_BACK
                              || status.state() == UpdateState.QUARANTINED
                          ? Level.WARN
                          : Level.OK,
                      "%s: %s, release %d".formatted(name, status.state(), status.release())));
              UpdateStatus.Refusal refusal = status.lastRefusal();
              if (refusal != null && refusal.time().isAfter(clock.instant().minus(recent))) {
                String what = "%s refused: %s".formatted(refusal.code(), refusal.message());
                findings.add(
                    new Finding(
                        Level.WARN,
                        STALE.contains(refusal.code())
                            ? what + "; is the publisher's timestamp refreshed?"
                            : what));
              }
            });
    return findings.isEmpty()
        ? List.of(new Finding(Level.WARN, "no updates are configured (org.edgestill.updates)"))
        : findings;
  }

  /** Whether each broker is connected: without one the gateway serves on, but hears of nothing. */
  List<Finding> brokers() {
    List<Finding> findings = new ArrayList<>();
    services
        .carriers()
        .byName()
        .forEach(
            (name, carrier) ->
                findings.add(
                    carrier.connected()
                        ? new Finding(Level.OK, name + " is connected")
                        : new Finding(
                            Level.WARN, name + " is not connected; it is tried again by itself")));
    return findings.isEmpty()
        ? List.of(new Finding(Level.WARN, "no broker is configured (org.edgestill.mqtt)"))
        : findings;
  }

  /** Whether behaviour can be read. */
  List<Finding> behaviour() {
    try {
      return List.of(
          services
              .desk()
              .log()
              .now()
              .map(log -> new Finding(Level.OK, log.userCount() + " users are stored"))
              .orElse(new Finding(Level.CRITICAL, "there is no behaviour log")));
    } catch (BehaviourLogException | ServiceGoneException e) {
      return List.of(new Finding(Level.CRITICAL, "the behaviour log failed: " + e.getMessage()));
    }
  }
}
