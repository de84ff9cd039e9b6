package org.edgestill.updates.internal;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.model.ModelListener;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.service.ServiceGate;
import org.edgestill.api.update.ModelUpdates;
import org.edgestill.api.update.Transferred;
import org.edgestill.api.update.UpdateListener;
import org.edgestill.api.update.UpdateStatus;
import org.edgestill.updates.publisher.Topics;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one model of the gateway up to date. */
@Component(
    service = ModelUpdates.class,
    immediate = true,
    configurationPid = UpdatesComponent.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = UpdatesComponent.Config.class, factory = true)
public final class UpdatesComponent implements ModelUpdates {

  /** Factory configuration PID: one configuration for each model. */
  public static final String PID = "org.edgestill.updates";

  private static final Logger LOG = LoggerFactory.getLogger(UpdatesComponent.class);

  private final List<ModelListener> listeners = new CopyOnWriteArrayList<>();
  private final List<UpdateListener> followers = new CopyOnWriteArrayList<>();
  private final RegistryTracker registries;
  private final UpdateService service;

  /** Configuration of the updates of one model. */
  @ObjectClassDefinition(
      name = "Edgestill model updates",
      description = "Finds, fetches, checks and installs new releases of one model")
  public @interface Config {
    @AttributeDefinition(description = "The model")
    String model_name() default "recommendations";

    @AttributeDefinition(description = "The channel to follow")
    String channel() default "stable";

    @AttributeDefinition(
        description = "Names this gateway at the broker and in rollouts; must be set")
    String gateway_id() default "";

    @AttributeDefinition(
        description =
            "What kind of gateway this is, for releases that are not "
                + "for all; empty for none in particular")
    String device_class() default "";

    @AttributeDefinition(description = "The publisher's root.json, provisioned with the gateway")
    String root_file() default "conf/root.json";

    @AttributeDefinition(
        description =
            "Where state, trusted metadata and unfinished releases are "
                + "kept; on the same file system as the model store")
    String directory() default "data/updates";

    @AttributeDefinition(
        description = "The model store, whose files save transfers; empty for none")
    String models_directory() default "data/models";

    @AttributeDefinition(description = "What all topics start with")
    String prefix() default Topics.DEFAULT_PREFIX;

    @AttributeDefinition(
        description =
            "Where to report; empty for "
                + "{prefix}/gateways/{gateway.id}/status. A second model needs a topic of its own")
    String status_topic() default "";

    @AttributeDefinition(description = "Which broker: a filter on Carrier services")
    String carrier_target() default "(broker.name=upstream)";

    @AttributeDefinition(description = "Chunks that are asked for at a time")
    int window() default 16;

    @AttributeDefinition(
        description = "Seconds until a chunk that does not come is asked for again")
    int chunkDeadlineSeconds() default 30;

    @AttributeDefinition(description = "Wrong chunks after which the transfer pauses and reports")
    int badChunks() default 5;

    @AttributeDefinition(description = "Seconds that a piece of metadata may take")
    int metadataDeadlineSeconds() default 10;

    @AttributeDefinition(description = "Larger releases are refused, in MiB")
    int maxTotalMiB() default 1_024;

    @AttributeDefinition(
        description = "How fast to fetch at most, in KiB a second; 0 for as fast as it goes")
    int maxKiBPerSecond() default 0;

    @AttributeDefinition(description = "Longest time between two looks at the metadata, in seconds")
    long checkIntervalSeconds() default 3_600;

    @AttributeDefinition(description = "First pause after a refusal, in seconds; doubles with each")
    long retryMinSeconds() default 30;

    @AttributeDefinition(description = "Longest pause after a refusal, in seconds")
    long retryMaxSeconds() default 3_600;

    @AttributeDefinition(
        description =
            "Share of the requests that a candidate scores off the request path before it is put "
                + "in service, 0 to 1; 0 for no such phase")
    double shadowShare() default 0;

    @AttributeDefinition(description = "How long a candidate does so, in seconds")
    long shadowSeconds() default 60;

    @AttributeDefinition(
        description = "How long a new release is watched in service at least, in seconds")
    long probationSeconds() default 60;

    @AttributeDefinition(
        description =
            "How long to wait at most for enough traffic, in seconds; 0 for no longer than the "
                + "shortest probation")
    long probationMaxSeconds() default 0;

    @AttributeDefinition(
        description =
            "What becomes of a release if there was not enough traffic: COMMIT, ROLL_BACK")
    UpdateSettings.Undecided probationUndecided() default UpdateSettings.Undecided.COMMIT;

    @AttributeDefinition(description = "Requests below which a probation proves nothing")
    long probationRequests() default 20;

    @AttributeDefinition(
        description =
            "Answers of which it must be known whether they were accepted to compare acceptance; "
                + "0 for not comparing it")
    long probationJudged() default 100;

    @AttributeDefinition(
        description =
            "Rise of the share of failed requests above which a release is taken back, 0 to 1")
    double probationFailureRise() default 0.01;

    @AttributeDefinition(
        description =
            "Rise of the share of requests left to the fallback above "
                + "which a release is taken back, 0 to 1")
    double probationFallbackRise() default 0.5;

    @AttributeDefinition(
        description =
            "How many times slower than before 99 % of the requests may be, above a millisecond; "
                + "0 for not comparing it")
    double probationLatencyRatio() default 5;

    @AttributeDefinition(
        description = "Part of the share of accepted answers that may be lost, 0 to 1")
    double probationAcceptanceDrop() default 0.1;

    @AttributeDefinition(
        description =
            "What counts as certain, in standard errors of a one-sided bound: 3.09 is wrong once "
                + "in a thousand times")
    double probationStandardErrors() default 3.09;

    @AttributeDefinition(
        description =
            "Unclean ends of the process in a probation after which the " + "release is taken back")
    int probationCrashes() default 3;

    @AttributeDefinition(
        description = "Seconds to wait for a model registry that is being replaced")
    int registryPatienceSeconds() default 5;
  }

  @Activate
  public UpdatesComponent(@Reference(name = "carrier") Carrier carrier, Config config) {
    UpdateSettings settings = settings(config);
    ServiceGate<ModelRegistry> gate = new ServiceGate<>(settings.patience());
    registries = new RegistryTracker(settings.modelName(), gate);
    service =
        new UpdateService(
            settings,
            carrier,
            gate,
            Staging::writeToDisk,
            Clock.systemUTC(),
            event -> eachOf(listeners, listener -> listener.happened(event)),
            (model, release, state, time) ->
                eachOf(followers, follower -> follower.moved(model, release, state, time)));
    service.start();
  }

  @Deactivate
  void deactivate() {
    service.stop();
  }

  @Reference(
      name = "registry",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void addRegistry(ModelRegistry registry, Map<String, Object> service) {
    Object ranking = service.get(Constants.SERVICE_RANKING);
    registries.add(registry, ranking instanceof Integer number ? number : 0);
  }

  void removeRegistry(ModelRegistry registry) {
    registries.remove(registry);
  }

  @Reference(
      name = "listener",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void addListener(ModelListener listener) {
    listeners.add(listener);
  }

  void removeListener(ModelListener listener) {
    listeners.remove(listener);
  }

  @Reference(
      name = "follower",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void addFollower(UpdateListener follower) {
    followers.add(follower);
  }

  void removeFollower(UpdateListener follower) {
    followers.remove(follower);
  }

  @Override
  public UpdateStatus status() {
    return service.status();
  }

  @Override
  public void check() {
    service.check();
  }

  @Override
  public Transferred transferred() {
    return service.transferred();
  }

  private static <T> void eachOf(List<T> listeners, Consumer<T> tell) {
    for (T listener : listeners) {
      try {
        tell.accept(listener);
      } catch (RuntimeException e) {
        LOG.error("A listener failed; the update goes on", e);
      }
    }
  }

  static UpdateSettings settings(Config c) {
    Topics topics = new Topics(c.prefix());
    return new UpdateSettings(
        c.model_name(),
        c.channel(),
        c.gateway_id(),
        c.device_class(),
        Path.of(c.directory()),
        Path.of(c.root_file()),
        c.models_directory().isEmpty() ? null : Path.of(c.models_directory()),
        topics,
        c.status_topic().isEmpty() ? topics.status(c.gateway_id()) : c.status_topic(),
        new UpdateSettings.Transfer(
            c.window(),
            Duration.ofSeconds(c.chunkDeadlineSeconds()),
            c.badChunks(),
            Duration.ofSeconds(c.metadataDeadlineSeconds()),
            c.maxTotalMiB() * 1024L * 1024L,
            c.maxKiBPerSecond() * 1024L),
        new UpdateSettings.Probation(
            Duration.ofSeconds(c.probationSeconds()),
            Duration.ofSeconds(Math.max(c.probationSeconds(), c.probationMaxSeconds())),
            c.probationUndecided(),
            c.probationCrashes(),
            c.probationRequests(),
            c.probationJudged(),
            c.probationFailureRise(),
            c.probationFallbackRise(),
            c.probationLatencyRatio(),
            c.probationAcceptanceDrop(),
            c.probationStandardErrors()),
        new UpdateSettings.Shadow(c.shadowShare(), Duration.ofSeconds(c.shadowSeconds())),
        Duration.ofSeconds(c.checkIntervalSeconds()),
        Duration.ofSeconds(c.retryMinSeconds()),
        Duration.ofSeconds(c.retryMaxSeconds()),
        Duration.ofSeconds(c.registryPatienceSeconds()));
  }
}
