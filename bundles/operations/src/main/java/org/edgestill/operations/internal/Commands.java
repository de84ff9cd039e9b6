package org.edgestill.operations.internal;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.api.behaviour.BehaviourLogException;
import org.edgestill.api.model.InstalledModel;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.model.ServingStatistics;
import org.edgestill.api.recommend.Recommendation;
import org.edgestill.api.recommend.RecommendationRequest;
import org.edgestill.api.recommend.RecommendationResult;
import org.edgestill.api.service.ServiceGoneException;
import org.edgestill.api.timeline.Timeline;
import org.edgestill.api.timeline.TimelineEntry;
import org.edgestill.api.update.ModelUpdates;
import org.edgestill.api.update.UpdateStatus;
import org.edgestill.gateway.core.Query;
import org.edgestill.gateway.core.RejectedException;
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
        new Table("model", "release", "digest", "role", "items", "bytes", "NDCG@10", "created");
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
                    model.created());
              }
            });
    return table.toString();
  }

  /**
   * Puts an installed release in service.
   *
   * @param release its number, or the beginning of its digest
   */
  String activate(@Nullable String model, String release) {
    ModelRegistry registry = registry(model);
    List<InstalledModel> found =
        registry.installed().stream()
            .filter(
                m ->
                    Long.toString(m.id().release()).equals(release)
                        || (release.length() >= 4 && m.id().digest().startsWith(release)))
            .toList();
    if (found.size() != 1) {
      String installed =
          registry.installed().stream()
              .map(m -> m.id().toString())
              .collect(Collectors.joining(", "));
      throw new CommandException(
          (found.isEmpty() ? "no installed release is '" : "several installed releases are '")
              + release
              + "'; installed are: "
              + (installed.isEmpty() ? "none" : installed));
    }
    try {
      registry.activate(found.get(0).id().digest());
      return found.get(0).id() + " is in service";
    } catch (ModelRefusedException e) {
      throw refused(e);
    }
  }

  /** Returns to the release that served before. */
  String rollback(@Nullable String model) {
    ModelRegistry registry = registry(model);
    try {
      registry.rollBack();
      return registry.active().map(m -> m.id() + " is in service again").orElse("nothing serves");
    } catch (ModelRefusedException e) {
      throw refused(e);
    }
  }

  private static CommandException refused(ModelRefusedException e) {
    return new CommandException(e.code() + ": " + e.getMessage() + "; the model in service stays");
  }

  /** What a user would get. */
  String recommend(@Nullable String model, String user, int k) {
    RecommendationResult result;
    try {
      result = services.desk().recommend(new Query(null, model, RecommendationRequest.of(user, k)));
    } catch (RejectedException | IllegalArgumentException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    }
    Table table = new Table("rank", "item", "title", "score");
    int rank = 1;
    for (Recommendation each : result.items()) {
      table.row(
          rank++, each.item(), each.title(), String.format(Locale.ROOT, "%.3f", each.score()));
    }
    ModelId by = result.model();
    return "%s%nby %s (%s%s) in %d us"
        .formatted(
            table,
            by == null ? "nobody" : by,
            result.source().name().toLowerCase(Locale.ROOT),
            result.reason() == RecommendationResult.Reason.NONE ? "" : ", " + result.reason(),
            result.latencyNanos() / 1_000);
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

  private ModelRegistry registry(@Nullable String model) {
    return GatewayServices.one(services.registries(), model, "model");
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
