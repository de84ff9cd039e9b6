package org.edgestill.inference.internal;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.api.features.FeatureExtractor;
import org.edgestill.api.model.ModelListener;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.recommend.Recommender;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.Version;
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

/**
 * Provides the recommender and the registry of one model, as soon as its active release is loaded.
 *
 * <p>The services are ranked by the version of this bundle. When a newer version is started beside
 * an older one, the older answers until the newer is ready; then greedy references change over, and
 * the older can be stopped. Of equal versions the one that was there first is used until it stops.
 */
@Component(
    service = {},
    immediate = true,
    configurationPid = "org.edgestill.inference",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Capability(
    namespace = "osgi.service",
    attribute =
        "objectClass:List<String>=\"org.edgestill.api.recommend.Recommender,"
            + "org.edgestill.api.model.ModelRegistry\"")
@Designate(ocd = InferenceComponent.Configuration.class, factory = true)
public final class InferenceComponent {

  /** The configuration of one model. */
  @ObjectClassDefinition(
      id = "org.edgestill.inference",
      name = "Edgestill inference",
      description = "Serves one model: its recommendations, its releases and which of them serves.")
  public @interface Configuration {

    @AttributeDefinition(
        name = "model.name",
        description = "Which model. Its services have this as a property of the same name.")
    String model_name() default "recommendations";

    @AttributeDefinition(
        description =
            "Where models are kept, each in a folder of its name; a relative path starts at the"
                + " working directory.")
    String directory() default "data/models";

    @AttributeDefinition(
        min = "1",
        description =
            "Threads inside one run. More than one pays only for catalogues of a million items.")
    int threads() default 1;

    @AttributeDefinition(
        min = "0",
        description =
            "How long a request waits for the behaviour log or the feature extractor while it is"
                + " being replaced, in milliseconds.")
    long patienceMillis() default 3_000;

    @AttributeDefinition(
        min = "1",
        max = "100000",
        description = "How many of the newest stored events of a user count.")
    int historyLimit() default 200;

    @AttributeDefinition(
        min = "0",
        max = "1",
        description =
            "The share of equal items that the answer to each golden vector must have at least.")
    double goldenMinOverlap() default 0.8;

    @AttributeDefinition(
        min = "0",
        description =
            "How much a score may differ from that of a golden vector. Processors round 8-bit"
                + " products differently.")
    double goldenTolerance() default 0.05;

    @AttributeDefinition(
        min = "1",
        description = "Timed runs in each of the three rounds of a probe.")
    int probeRuns() default 200;

    @AttributeDefinition(
        description =
            "A model that came with the gateway, for when no other is left: a package folder or a"
                + " .still file, which is only read. Empty for none.")
    String factoryModel() default "";

    @AttributeDefinition(
        min = "1",
        description =
            "Unclean ends of the process soon after a release was put in service, after which the"
                + " previous one is loaded instead.")
    int maxDeaths() default 3;

    @AttributeDefinition(
        min = "0",
        description =
            "How long a release must serve in one run of the process until its unclean ends are"
                + " not counted any more, in seconds.")
    long steadySeconds() default 60;

    @AttributeDefinition(
        min = "0",
        description =
            "How long after an answer an event of the user on a recommended item counts as"
                + " acceptance, in seconds; 0 for not looking.")
    long acceptanceSeconds() default 30;
  }

  private final BundleContext context;

  @SuppressWarnings(
      "JdkObsolete") // services are registered with a Dictionary, and there is no other
  private final Dictionary<String, Object> properties = new Hashtable<>();

  private final InferenceEngine engine;
  private final Queue<ServiceRegistration<?>> registrations = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  /** Puts everything together; nothing is loaded yet. */
  @Activate
  public InferenceComponent(BundleContext context, Configuration configuration) {
    this.context = context;
    engine = new InferenceEngine(settings(configuration), Clock.systemUTC());
    properties.put(Recommender.MODEL_NAME, configuration.model_name());
    properties.put(Constants.SERVICE_RANKING, ranking(context.getBundle().getVersion()));
  }

  private static EngineSettings settings(Configuration configuration) {
    return new EngineSettings(
        configuration.model_name(),
        Path.of(configuration.directory()),
        configuration.threads(),
        Duration.ofMillis(configuration.patienceMillis()),
        configuration.historyLimit(),
        new ProbeSettings(
            configuration.goldenMinOverlap(),
            configuration.goldenTolerance(),
            configuration.probeRuns()),
        new Safeguards(
            configuration.factoryModel().isEmpty() ? null : Path.of(configuration.factoryModel()),
            configuration.maxDeaths(),
            Duration.ofSeconds(configuration.steadySeconds()),
            Duration.ofSeconds(configuration.acceptanceSeconds())));
  }

  /** The higher the version the higher the ranking; a part above 999 counts as 999. */
  static int ranking(Version version) {
    int part = 1_000;
    return (Math.min(version.getMajor(), part - 1) * part + Math.min(version.getMinor(), part - 1))
            * part
        + Math.min(version.getMicro(), part - 1);
  }

  /** Begins to load the active release. */
  @Activate
  void start() {
    engine.start(this::register);
  }

  /** The registry first, so that whoever finds the recommender finds it too. */
  private void register() {
    try {
      registrations.add(
          context.registerService(ModelRegistry.class, engine.registry(), properties));
      registrations.add(
          context.registerService(Recommender.class, engine.recommender(), properties));
      if (stopped) {
        unregister();
      }
    } catch (IllegalStateException e) {
      stopped = true; // the bundle stopped meanwhile; deactivate closes the engine
    }
  }

  private void unregister() {
    for (ServiceRegistration<?> next = registrations.poll();
        next != null;
        next = registrations.poll()) {
      next.unregister();
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addExtractor(FeatureExtractor extractor, Map<String, Object> service) {
    engine
        .extractors()
        .add(
            extractor,
            String.valueOf(service.get(FeatureExtractor.SCHEMA_VERSION)),
            service.get(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0);
  }

  void removeExtractor(FeatureExtractor extractor) {
    engine.extractors().remove(extractor);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setBehaviourLog(BehaviourLog log) {
    engine.behaviourLog().set(log);
  }

  void unsetBehaviourLog(BehaviourLog log) {
    engine.behaviourLog().unset(log);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addListener(ModelListener listener) {
    engine.listeners().add(listener);
  }

  void removeListener(ModelListener listener) {
    engine.listeners().remove(listener);
  }

  /** Takes the services back first, so that new calls go to the successor. */
  @Deactivate
  void stop() {
    stopped = true;
    try {
      unregister();
    } finally {
      engine.stop();
    }
  }
}
