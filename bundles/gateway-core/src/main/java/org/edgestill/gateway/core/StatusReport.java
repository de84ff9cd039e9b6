package org.edgestill.gateway.core;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.api.behaviour.BehaviourLogException;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.model.Feedback;
import org.edgestill.api.model.InstalledModel;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.model.ServingStatistics;
import org.edgestill.api.service.ServiceGate;
import org.edgestill.api.service.ServiceGoneException;
import org.edgestill.api.timeline.Timeline;
import org.edgestill.api.update.ModelUpdates;
import org.edgestill.api.update.UpdateStatus;

/** Says how the gateway is, from the services that are there. */
public final class StatusReport {

  private static final Path PROCESS_STATUS = Path.of("/proc/self/status");

  private final Present<ModelRegistry> registries = new Present<>();
  private final Present<ModelUpdates> updates = new Present<>();
  private final Present<Carrier> carriers = new Present<>();
  private final Present<Timeline> timelines = new Present<>();
  private final ServiceGate<BehaviourLog> log;

  /** On a behaviour log; the other services are to be added. */
  public StatusReport(ServiceGate<BehaviourLog> log) {
    this.log = log;
  }

  /** The models, to be fed from a dynamic reference. */
  public Present<ModelRegistry> registries() {
    return registries;
  }

  /** The updates, to be fed from a dynamic reference. */
  public Present<ModelUpdates> updates() {
    return updates;
  }

  /** The broker connections, to be fed from a dynamic reference. */
  public Present<Carrier> carriers() {
    return carriers;
  }

  /** What remembers, to be fed from a dynamic reference. */
  public Present<Timeline> timelines() {
    return timelines;
  }

  /**
   * What happened to the models, newest first.
   *
   * @throws RejectedException with {@code UNAVAILABLE} if nothing remembers
   */
  public ObjectNode timeline(int limit) throws RejectedException {
    for (Timeline present : timelines.byName().values()) {
      return TimelineDocuments.timeline(present.newest(limit));
    }
    throw new RejectedException(
        RejectedException.Code.UNAVAILABLE,
        "nothing keeps a timeline now; is org.edgestill.operations installed?");
  }

  /** The gateway in one document. */
  public ObjectNode status() {
    ObjectNode status = Json.object();
    status.put("uptimeMillis", ManagementFactory.getRuntimeMXBean().getUptime());
    residentBytes().ifPresent(bytes -> status.put("rssBytes", bytes));
    userCount().ifPresent(users -> status.put("users", users));
    ArrayNode brokers = status.putArray("brokers");
    carriers
        .byName()
        .forEach(
            (name, carrier) ->
                brokers.addObject().put("name", name).put("connected", carrier.connected()));
    ArrayNode models = status.putArray("models");
    registries
        .byName()
        .forEach(
            (name, registry) -> {
              ObjectNode model = models.addObject().put("name", name);
              try {
                putServing(model, registry);
              } catch (ServiceGoneException e) {
                model.put("replaced", true); // being replaced at this moment
              }
            });
    ArrayNode updating = status.putArray("updates");
    updates.byName().values().forEach(service -> updating.add(update(service.status())));
    return status;
  }

  /** All installed releases. */
  public ObjectNode models() {
    ObjectNode document = Json.object();
    ArrayNode models = document.putArray("models");
    registries
        .byName()
        .forEach(
            (name, registry) -> {
              ArrayNode releases = models.addObject().put("name", name).putArray("releases");
              try {
                putReleases(releases, registry);
              } catch (ServiceGoneException e) {
                releases.removeAll(); // being replaced at this moment
              }
            });
    return document;
  }

  /** What serves, after a change. */
  public static ObjectNode serving(ModelRegistry registry) {
    ObjectNode model = Json.object().put("name", registry.name());
    putReleases(model, registry);
    return model;
  }

  private static void putReleases(ObjectNode model, ModelRegistry registry) {
    Map<String, Feedback> feedback = registry.feedback();
    model.set("active", registry.active().map(m -> release(m, feedback)).orElse(null));
    model.set("previous", registry.previous().map(m -> release(m, feedback)).orElse(null));
  }

  private static void putServing(ObjectNode model, ModelRegistry registry) {
    putReleases(model, registry);
    ServingStatistics statistics = registry.statistics();
    model
        .putObject("statistics")
        .put("requests", statistics.requests())
        .put("failures", statistics.failures())
        .put("fallbacks", statistics.fallbacks())
        .put("p50Micros", statistics.p50Micros())
        .put("p99Micros", statistics.p99Micros());
  }

  private static void putReleases(ArrayNode releases, ModelRegistry registry) {
    Optional<ModelId> active = registry.active().map(InstalledModel::id);
    Optional<ModelId> previous = registry.previous().map(InstalledModel::id);
    Map<String, Feedback> feedback = registry.feedback();
    for (InstalledModel installed : registry.installed()) {
      Optional<ModelId> id = Optional.of(installed.id());
      String role = id.equals(active) ? "ACTIVE" : id.equals(previous) ? "PREVIOUS" : "INSTALLED";
      releases.add(release(installed, feedback).put("role", role));
    }
  }

  private static ObjectNode release(InstalledModel model, Map<String, Feedback> feedback) {
    ObjectNode release = Answers.model(model.id());
    release
        .put("created", model.created().toString())
        .put("bytes", model.bytes())
        .put("items", model.items());
    ObjectNode quality = release.putObject("quality");
    model.quality().forEach(quality::put);
    Feedback seen = feedback.getOrDefault(model.id().digest(), Feedback.NONE);
    release.putObject("feedback").put("judged", seen.judged()).put("accepted", seen.accepted());
    return release;
  }

  private static ObjectNode update(UpdateStatus status) {
    ObjectNode update =
        Json.object()
            .put("name", status.model())
            .put("state", status.state().name())
            .put("release", status.release())
            .put("bytesDone", status.bytesDone())
            .put("bytesTotal", status.bytesTotal());
    if (status.problem() != null) {
      update.put("problem", status.problem());
    }
    UpdateStatus.Refusal refusal = status.lastRefusal();
    if (refusal != null) {
      update
          .putObject("lastRefusal")
          .put("release", refusal.release())
          .put("code", refusal.code().name())
          .put("message", refusal.message())
          .put("time", refusal.time().toString());
    }
    return update;
  }

  private OptionalLong userCount() {
    try {
      return log.now()
          .map(present -> OptionalLong.of(present.userCount()))
          .orElse(OptionalLong.empty());
    } catch (ServiceGoneException | BehaviourLogException e) {
      return OptionalLong.empty(); // the status has to work when other things do not
    }
  }

  /** The memory of this process that is in RAM; Linux only. */
  private static OptionalLong residentBytes() {
    if (!Files.isReadable(PROCESS_STATUS)) {
      return OptionalLong.empty();
    }
    try {
      for (String line : Files.readAllLines(PROCESS_STATUS)) {
        if (line.startsWith("VmRSS:")) {
          return OptionalLong.of(Long.parseLong(line.replaceAll("\\D", "")) * 1024);
        }
      }
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    }
    return OptionalLong.empty();
  }
}
