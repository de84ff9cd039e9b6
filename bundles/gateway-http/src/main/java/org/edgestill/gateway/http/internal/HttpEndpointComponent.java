package org.edgestill.gateway.http.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import javax.servlet.Servlet;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.recommend.Recommender;
import org.edgestill.api.timeline.Timeline;
import org.edgestill.api.update.ModelUpdates;
import org.edgestill.gateway.core.Desk;
import org.edgestill.gateway.core.StatusReport;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.http.whiteboard.HttpWhiteboardConstants;
import org.osgi.service.http.whiteboard.annotations.RequireHttpWhiteboard;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The HTTP endpoint as a servlet of the OSGi HTTP Whiteboard, below {@code /edgestill/api}.
 *
 * <p>The servlet is registered by hand, because a whiteboard takes a servlet away for a moment
 * whenever its service properties change, and those of a component change with its configuration.
 */
@Component(
    service = {},
    immediate = true,
    configurationPid = "org.edgestill.gateway.http",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = HttpEndpointComponent.Configuration.class)
@RequireHttpWhiteboard
public final class HttpEndpointComponent {

  static final String API = "/edgestill/api/*";
  static final String DESCRIPTION = "/edgestill" + OpenApi.PATH;

  /** The configuration. */
  @ObjectClassDefinition(
      id = "org.edgestill.gateway.http",
      name = "Edgestill HTTP endpoint",
      description =
          "Takes events and requests, shows the status and changes which model serves, below"
              + " /edgestill/api.")
  public @interface Configuration {

    @AttributeDefinition(
        name = "allow.remote",
        description =
            "Whether other machines may ask too, over HTTPS and with the token. The HTTP service"
                + " has to listen to other machines as well.")
    boolean allow_remote() default false;

    @AttributeDefinition(
        name = "allow.plaintext",
        description =
            "Whether other machines may ask without TLS. Then whoever is on the way reads the"
                + " token and what users did.")
    boolean allow_plaintext() default false;

    @AttributeDefinition(
        description =
            "The file with the token that changes need; made with a random one if it is missing. A"
                + " relative path starts at the working directory. Empty for no token, and so no"
                + " changes.")
    String tokenFile() default "data/http.token";

    @AttributeDefinition(
        description =
            "Whether this machine needs the token too for whatever other machines need it for, for"
                + " instance because a reverse proxy runs here.")
    boolean alwaysToken() default false;

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
        min = "1",
        description =
            "How long a request may take to arrive, and a batch to be answered, in milliseconds.")
    long timeLimitMillis() default 10_000;

    @AttributeDefinition(
        min = "0",
        description =
            "How many requests a second from this machine are served in the long run; 0 for any"
                + " number. More get the status 429.")
    int localRate() default 0;

    @AttributeDefinition(
        min = "0",
        description =
            "How many requests a second from each other machine are served in the long run; 0 for"
                + " any number. More get the status 429.")
    int remoteRate() default 100;

    @AttributeDefinition(
        min = "0",
        description =
            "How long a request waits for the successor of a service that is being replaced, in"
                + " milliseconds.")
    long patienceMillis() default 5_000;
  }

  private final Desk desk;
  private final StatusReport report;
  private final ApiServlet servlet;
  private final ServiceRegistration<Servlet> registration;

  /** Checks the configuration; the services come by themselves. */
  @Activate
  public HttpEndpointComponent(BundleContext context, Configuration configuration) {
    desk = new Desk(patience(configuration));
    report = new StatusReport(desk.log());
    servlet = new ApiServlet(api(configuration, desk, report));
    registration = context.registerService(Servlet.class, servlet, whiteboard());
  }

  @SuppressWarnings("JdkObsolete") // what the framework asks for
  private static Dictionary<String, Object> whiteboard() {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(
        HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_NAME, "org.edgestill.gateway.http");
    properties.put(
        HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN, new String[] {API, DESCRIPTION});
    return properties;
  }

  /** From the next request on, what was changed holds. */
  @Modified
  void modified(Configuration configuration) {
    HttpApi successor = api(configuration, desk, report);
    desk.setPatience(patience(configuration));
    servlet.replaceApi(successor);
  }

  @Deactivate
  void deactivate() {
    registration.unregister();
  }

  private static HttpApi api(Configuration configuration, Desk desk, StatusReport report) {
    return new HttpApi(access(configuration), limits(configuration), desk, report);
  }

  private static Duration patience(Configuration configuration) {
    return Duration.ofMillis(configuration.patienceMillis());
  }

  private static AccessRule access(Configuration configuration) {
    String tokenFile = configuration.tokenFile();
    return new AccessRule(
        configuration.allow_remote(),
        configuration.allow_plaintext(),
        configuration.alwaysToken(),
        tokenFile.isEmpty() ? Token.none() : Token.of(Path.of(tokenFile)));
  }

  private static HttpLimits limits(Configuration configuration) {
    return new HttpLimits(
        configuration.maxBytes(),
        configuration.maxRequests(),
        configuration.timeLimitMillis(),
        configuration.localRate(),
        configuration.remoteRate());
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
      name = "timeline",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void addTimeline(Timeline timeline) {
    report.timelines().add("timeline", timeline);
  }

  void removeTimeline(Timeline timeline) {
    report.timelines().remove(timeline);
  }

  @Reference(
      name = "carrier",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void addCarrier(Carrier carrier, ServiceReference<Carrier> reference) {
    report.carriers().add(name(reference, Carrier.BROKER_NAME), carrier);
  }

  void removeCarrier(Carrier carrier) {
    report.carriers().remove(carrier);
  }

  private static String name(ServiceReference<?> reference, String property) {
    return String.valueOf(reference.getProperty(property));
  }
}
