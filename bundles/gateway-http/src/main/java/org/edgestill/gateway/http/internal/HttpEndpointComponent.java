package org.edgestill.gateway.http.internal;

import java.time.Duration;
import javax.servlet.Servlet;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.recommend.Recommender;
import org.edgestill.api.update.ModelUpdates;
import org.edgestill.gateway.core.Desk;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The HTTP endpoint as a servlet of the OSGi HTTP Whiteboard, below {@code /edgestill/api}. */
@Component(
    service = Servlet.class,
    configurationPid = "org.edgestill.gateway.http",
    configurationPolicy = ConfigurationPolicy.OPTIONAL)
@HttpWhiteboardServletName("org.edgestill.gateway.http")
@HttpWhiteboardServletPattern("/edgestill/api/*")
@Designate(ocd = HttpEndpointComponent.Configuration.class)
public final class HttpEndpointComponent extends ApiServlet {
  private static final long serialVersionUID = 1L;

  /** The configuration. */
  @ObjectClassDefinition(
      id = "org.edgestill.gateway.http",
      name = "Edgestill HTTP endpoint",
      description = "Takes events and requests and shows the status, below /edgestill/api.")
  public @interface Configuration {

    @AttributeDefinition(
        name = "allow.remote",
        description =
            "Whether other machines may ask too. There is no login: put a reverse proxy with one"
                + " in front. The HTTP service has to listen to other machines as well.")
    boolean allow_remote() default false;

    @AttributeDefinition(
        name = "recommender.target",
        description =
            "LDAP filter that selects the recommenders that may be asked, for instance"
                + " (model.name=films). With several, each request has to name its model.")
    String recommender_target() default "(model.name=*)";

    @AttributeDefinition(min = "1", description = "The largest content that is accepted, in bytes.")
    int maxBytes() default 256 * 1024;

    @AttributeDefinition(
        min = "1",
        description = "How many requests are served at a time; more get the status 429.")
    int maxRequests() default 32;

    @AttributeDefinition(
        min = "0",
        description =
            "How long a request waits for the successor of a service that is being replaced, in"
                + " milliseconds.")
    long patienceMillis() default 5_000;
  }

  private final transient Desk desk;
  private final transient StatusReport report;

  /** Checks the configuration; the services come by themselves. */
  @Activate
  public HttpEndpointComponent(Configuration configuration) {
    this(configuration, new Desk(Duration.ofMillis(configuration.patienceMillis())));
  }

  private HttpEndpointComponent(Configuration configuration, Desk desk) {
    this(configuration, desk, new StatusReport(desk.log()));
  }

  private HttpEndpointComponent(Configuration configuration, Desk desk, StatusReport report) {
    super(
        new HttpApi(
            new AccessRule(configuration.allow_remote()),
            desk,
            report,
            configuration.maxBytes(),
            configuration.maxRequests()));
    this.desk = desk;
    this.report = report;
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
    report.registries.add(name(reference, Recommender.MODEL_NAME), registry);
  }

  void removeRegistry(ModelRegistry registry) {
    report.registries.remove(registry);
  }

  @Reference(
      name = "updates",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void addUpdates(ModelUpdates updates, ServiceReference<ModelUpdates> reference) {
    report.updates.add(name(reference, Recommender.MODEL_NAME), updates);
  }

  void removeUpdates(ModelUpdates updates) {
    report.updates.remove(updates);
  }

  @Reference(
      name = "carrier",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void addCarrier(Carrier carrier, ServiceReference<Carrier> reference) {
    report.carriers.add(name(reference, Carrier.BROKER_NAME), carrier);
  }

  void removeCarrier(Carrier carrier) {
    report.carriers.remove(carrier);
  }

  private static String name(ServiceReference<?> reference, String property) {
    return String.valueOf(reference.getProperty(property));
  }
}
