package org.edgestill.features.internal;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.edgestill.api.behaviour.BehaviourLog;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Provides the behaviour log as a service as soon as its directory is free: a newer version of this
 * bundle may start while the older one still has it.
 */
@Component(
    service = {},
    immediate = true,
    configurationPid = "org.edgestill.features",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Capability(
    namespace = "osgi.service",
    attribute = "objectClass:List<String>=\"org.edgestill.api.behaviour.BehaviourLog\"")
@Designate(ocd = BehaviourLogComponent.Configuration.class)
public final class BehaviourLogComponent {

  /** The configuration. */
  @ObjectClassDefinition(
      id = "org.edgestill.features",
      name = "Edgestill behaviour store",
      description = "Keeps the last events of each user on the gateway.")
  public @interface Configuration {

    @AttributeDefinition(
        description =
            "Where the events are kept; a relative path starts at the working directory. Created"
                + " for its owner alone when it is not there.")
    String directory() default "data/behaviours";

    @AttributeDefinition(
        min = "1",
        max = "10000",
        description = "How many of the newest events of each user are kept.")
    int eventsPerUser() default 200;

    @AttributeDefinition(
        min = "1",
        description = "How many users are kept; beyond that the longest idle user is dropped.")
    int maxUsers() default 10_000;
  }

  private final BundleContext context;
  private final AtomicReference<@Nullable ServiceRegistration<BehaviourLog>> registration =
      new AtomicReference<>();
  private final BehaviourStore store;
  private volatile boolean stopped;

  /** Begins to open the store. */
  @Activate
  public BehaviourLogComponent(BundleContext context, Configuration configuration) {
    this.context = context;
    StoreSettings settings =
        new StoreSettings(
            Path.of(configuration.directory()),
            configuration.eventsPerUser(),
            configuration.maxUsers());
    store = BehaviourStore.open(settings, this::register);
  }

  private void register(BehaviourLog log) {
    try {
      registration.set(context.registerService(BehaviourLog.class, log, /* no properties */ null));
      if (stopped) {
        unregister();
      }
    } catch (IllegalStateException e) {
      stopped = true; // the bundle stopped meanwhile; deactivate closes the store
    }
  }

  private void unregister() {
    ServiceRegistration<BehaviourLog> present = registration.getAndSet(null);
    if (present != null) {
      present.unregister();
    }
  }

  /** Takes the service back first, so that new calls wait for the successor. */
  @Deactivate
  void stop() {
    stopped = true;
    try {
      unregister();
    } finally {
      store.close();
    }
  }
}
