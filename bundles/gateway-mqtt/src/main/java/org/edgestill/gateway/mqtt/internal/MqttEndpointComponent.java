package org.edgestill.gateway.mqtt.internal;

import java.time.Duration;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.recommend.Recommender;
import org.edgestill.api.update.ModelUpdates;
import org.edgestill.gateway.core.Desk;
import org.edgestill.gateway.core.StatusReport;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** One MQTT endpoint for each configuration. */
@Component(
    service = {},
    immediate = true,
    configurationPid = "org.edgestill.gateway.mqtt",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = MqttEndpointComponent.Configuration.class, factory = true)
public final class MqttEndpointComponent {

  /** The configuration. */
  @ObjectClassDefinition(
      id = "org.edgestill.gateway.mqtt",
      name = "Edgestill MQTT endpoint",
      description = "Takes events and requests from a broker and answers there.")
  public @interface Configuration {

    @AttributeDefinition(
        name = "gateway.id",
        description =
            "The gateway's name in topics: 1 to 64 of A-Z, a-z, 0-9, '.', '_' and '-'. Must be"
                + " different for each gateway of a broker.")
    String gateway_id() default "gateway";

    @AttributeDefinition(description = "What all topics start with.")
    String prefix() default "edgestill/v1";

    @AttributeDefinition(
        name = "broker.target",
        description = "LDAP filter that selects the broker connection.")
    String broker_target() default "(broker.name=local)";

    @AttributeDefinition(
        name = "recommender.target",
        description =
            "LDAP filter that selects the recommenders that may be asked, for instance"
                + " (model.name=films). With several, each request has to name its model.")
    String recommender_target() default "(model.name=*)";

    @AttributeDefinition(
        description =
            "Whether requests may put another release in service, roll back and erase users. Who may"
                + " publish them is for the broker to decide: give it an access rule first.")
    boolean changes() default false;

    @AttributeDefinition(min = "1", description = "The largest message that is accepted, in bytes.")
    int maxBytes() default 256 * 1024;

    @AttributeDefinition(
        min = "1",
        description =
            "How many messages may wait, for events and for requests each. Beyond that events are"
                + " dropped and counted, and requests are refused as OVERLOADED.")
    int queueCapacity() default 1_000;

    @AttributeDefinition(
        min = "1",
        description = "How many bytes of messages may wait, for events and for requests each.")
    int queueBytes() default 8 * 1024 * 1024;

    @AttributeDefinition(
        min = "1",
        max = "64",
        description = "How many requests are answered at a time.")
    int workers() default 2;

    @AttributeDefinition(
        min = "0",
        description =
            "How long a request waits for the successor of a service that is being replaced, in"
                + " milliseconds.")
    long patienceMillis() default 5_000;
  }

  private final Carrier carrier;
  private final Topics topics;
  private final Limits limits;
  private final Desk desk;
  private final StatusReport report;
  private final boolean changes;
  private @Nullable MqttEndpoint endpoint;

  /** Checks the configuration. */
  @Activate
  public MqttEndpointComponent(
      @Reference(name = "broker", policyOption = ReferencePolicyOption.GREEDY) Carrier carrier,
      Configuration configuration) {
    this.carrier = carrier;
    topics = new Topics(configuration.prefix(), configuration.gateway_id());
    limits =
        new Limits(
            configuration.maxBytes(),
            configuration.queueCapacity(),
            configuration.queueBytes(),
            configuration.workers());
    desk = new Desk(Duration.ofMillis(configuration.patienceMillis()));
    report = new StatusReport(desk.log());
    changes = configuration.changes();
  }

  @Reference(
      name = "log",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setLog(BehaviourLog log) {
    desk.log().set(log);
  }

  void unsetLog(BehaviourLog log) {
    desk.log().unset(log);
  }

  @Reference(
      name = "recommender",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void addRecommender(Recommender recommender, ServiceReference<Recommender> reference) {
    desk.recommenders().add(name(reference, Recommender.MODEL_NAME), reference, recommender);
  }

  void removeRecommender(Recommender recommender, ServiceReference<Recommender> reference) {
    desk.recommenders().remove(name(reference, Recommender.MODEL_NAME), reference, recommender);
  }

  @Reference(
      name = "registry",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void addRegistry(ModelRegistry registry, ServiceReference<ModelRegistry> reference) {
    report.registries().add(name(reference, Recommender.MODEL_NAME), registry);
  }

  void removeRegistry(ModelRegistry registry) {
    report.registries().remove(registry);
  }

  @Reference(
      name = "updates",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void addUpdates(ModelUpdates updates, ServiceReference<ModelUpdates> reference) {
    report.updates().add(name(reference, Recommender.MODEL_NAME), updates);
  }

  void removeUpdates(ModelUpdates updates) {
    report.updates().remove(updates);
  }

  @Reference(
      name = "carrier",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void addCarrier(Carrier connection, ServiceReference<Carrier> reference) {
    report.carriers().add(name(reference, Carrier.BROKER_NAME), connection);
  }

  void removeCarrier(Carrier connection) {
    report.carriers().remove(connection);
  }

  private static String name(ServiceReference<?> reference, String property) {
    return String.valueOf(reference.getProperty(property));
  }

  /** Subscribes, now that the services that are there have been bound. */
  @Activate
  void start() {
    endpoint = new MqttEndpoint(carrier, topics, desk, report, limits, changes);
  }

  @Deactivate
  void stop() {
    MqttEndpoint running = endpoint;
    endpoint = null;
    if (running != null) {
      running.close();
    }
  }
}
