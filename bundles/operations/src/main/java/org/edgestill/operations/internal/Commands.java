package org.edgestill.operations.internal;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.api.behaviour.BehaviourLogException;
import org.edgestill.api.model.Feedback;
import org.edgestill.api.model.InstalledModel;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.model.ServingStatistics;
import org.edgestill.api.service.ServiceGoneException;
import org.edgestill.api.timeline.Timeline;
import org.edgestill.api.timeline.TimelineEntry;
import org.edgestill.api.update.ModelUpdates;
import org.edgestill.api.update.UpdateStatus;
import org.edgestill.gateway.core.RejectedException;
import org.edgestill.gateway.core.Releases;
import org.jspecify.annotations.Nullable;

/** What an operator can ask and do. Each command returns the text to show. */
final class Commands {

  private static final String NONE = "-";
  private static final int DIGEST_SHOWN = 12;

  private final GatewayServices services;
  private final Timeline timeline;
  private final Clock clock;

  Commands(GatewayServices services, Timeline timeline, Clock clock) {
    this.services = services;
    this.timeline = timeline;
    this.clock = clock;
  }

  /** Models, updates, brokers and behaviour at a glance. */
  String status() {
    Table models =
        new Table("model", "release", "items", "requests", "fallbacks", "failures", "p99 us");
    services
        .registries()
        .byName()
        .forEach(
            (name, registry) -> {
              try {
                addServing(models, name, registry);
              } catch (ServiceGoneException beingReplaced) {
                models.row(name, "being replaced", NONE, NONE, NONE, NONE, NONE);
              }
            });
    Table updates = new Table("update", "state", "release", "done", "problem or last refusal");
    services
        .updates()
        .byName()
        .forEach(
            (name, update) -> {
              UpdateStatus now = update.status();
              updates.row(name, now.state(), now.release(), progress(now), refusal(now));
            });
    Table brokers = new Table("broker", "connected");
    services
        .carriers()
        .byName()
        .forEach((name, carrier) -> brokers.row(name, carrier.connected() ? "yes" : "no"));
    String users =
        withLog(log -> "users with stored behaviour: " + log.userCount())
            .orElse("there is no behaviour log");
    return String.join("\n\n", models.toString(), updates.toString(), brokers.toString(), users);
  }

  private static void addServing(Table models, String name, ModelRegistry registry) {
    ServingStatistics seen = registry.statistics();
    Optional<InstalledModel> active = registry.active();
    models.row(
        name,
        active.map(m -> Long.toString(m.id().release())).orElse(NONE),
        active.map(m -> Integer.toString(m.items())).orElse(NONE),
        seen.requests(),
        seen.fallbacks(),
        seen.failures(),
        Math.round(seen.p99Micros()));
  }

  private static String progress(UpdateStatus status) {
    return status.bytesTotal() == 0
        ? NONE
        : "%d%%".formatted(100 * status.bytesDone() / status.bytesTotal());
  }

  private static String refusal(UpdateStatus status) {
    UpdateStatus.Refusal last = status.lastRefusal();
    if (status.problem() != null) {
      return "NO UPDATES: " + status.problem();
    }
    return last == null
        ? NONE
        : "release %d, %s, %s: %s"
            .formatted(last.release(), last.time(), last.code(), last.message());
  }

  /** All installed releases of all models. */
  String models() {
    Table table =
        new Table(
            "model",
            "release",
            "digest",
            "role",
            "items",
            "bytes",
            "NDCG@10",
            "accepted",
            "created");
    services
        .registries()
        .byName()
        .forEach(
            (name, registry) -> {
              Optional<ModelId> active = registry.active().map(InstalledModel::id);
              Optional<ModelId> previous = registry.previous().map(InstalledModel::id);
              for (InstalledModel model : registry.installed()) {
                Optional<ModelId> id = Optional.of(model.id());
                table.row(
                    name,
                    model.id().release(),
                    model.id().digest().substring(0, DIGEST_SHOWN),
                    id.equals(active) ? "active" : id.equals(previous) ? "previous" : "installed",
                    model.items(),
                    model.bytes(),
                    Optional.ofNullable(model.quality().get("ndcg@10"))
                        .map(value -> String.format(Locale.ROOT, "%.4f", value))
                        .orElse(NONE),
                    accepted(registry.feedback().get(model.id().digest())),
                    model.created());
              }
            });
    return table.toString();
  }

  /** How many of the judged answers were accepted. */
  private static String accepted(@Nullable Feedback feedback) {
    return feedback == null ? NONE : feedback.accepted() + "/" + feedback.judged();
  }

  /**
   * Puts an installed release in service.
   *
   * @param release its number, or the beginning of its digest
   */
  String activate(@Nullable String model, String release) {
    return inService(() -> new Releases(services.registries()).activate(model, release), "");
  }

  /** Returns to the release that served before. */
  String rollback(@Nullable String model) {
    return inService(() -> new Releases(services.registries()).rollBack(model), " again");
  }

  private interface Change {
    ModelRegistry make() throws RejectedException;
  }

  private static String inService(Change change, String how) {
    try {
      return change.make().active().map(m -> m.id() + " is in service" + how).orElse("nothing is");
    } catch (RejectedException e) {
      throw new CommandException(
          e.refusal().map(code -> code + ": ").orElse("") + String.valueOf(e.getMessage()));
    }
  }

  /** What a user would get. */
  String recommend(@Nullable String model, String user, int k, Map<?, ?> wishes) {
    return new Recommending(services.desk()).recommend(model, user, k, wishes);
  }

  /** The newest stored events of a user. */
  String events(String user, int limit) {
    if (limit < 1) {
      throw new CommandException("the number of events must be at least 1, but is " + limit);
    }
    List<BehaviourEvent> events = requireLog(log -> log.history(user, limit));
    Table table = new Table("time", "behaviour", "item");
    events.forEach(e -> table.row(Instant.ofEpochMilli(e.timeMillis()), e.behaviour(), e.item()));
    return events.isEmpty() ? "nothing is stored about '" + user + "'" : table.toString();
  }

  /** Erases everything about a user. */
  String forget(String user) {
    boolean erased = requireLog(log -> log.forget(user));
    return erased
        ? "everything about '" + user + "' is erased"
        : "nothing is stored about '" + user + "'";
  }

  /** What happened to the models, newest first. */
  String timeline(int limit) {
    if (limit < 1) {
      throw new CommandException("the number of entries must be at least 1, but is " + limit);
    }
    List<TimelineEntry> entries = timeline.newest(limit);
    Table table = new Table("time", "model", "release", "what", "why");
    for (TimelineEntry each : entries) {
      table.row(
          each.time().truncatedTo(ChronoUnit.SECONDS),
          each.model(),
          each.release() == 0 ? NONE : each.release(),
          each.state() == null ? each.what() : each.state(),
          each.code() == null ? each.message() : each.code() + ": " + each.message());
    }
    return entries.isEmpty() ? "nothing has happened yet" : table.toString();
  }

  /** Looks for a new release now. */
  String fetch(@Nullable String model) {
    ModelUpdates updates = GatewayServices.one(services.updates(), model, "updates");
    updates.check();
    return "looking for a new release since " + clock.instant() + "; see edgestill:status";
  }

  private <T> T requireLog(Function<BehaviourLog, T> call) {
    return withLog(call)
        .orElseThrow(() -> new CommandException("there is no behaviour log; is it installed?"));
  }

  private <T> Optional<T> withLog(Function<BehaviourLog, T> call) {
    try {
      return services.desk().log().call(call);
    } catch (BehaviourLogException e) {
      throw new CommandException("the behaviour log failed: " + e.getMessage());
    }
  }
}
