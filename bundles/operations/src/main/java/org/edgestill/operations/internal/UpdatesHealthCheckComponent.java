package org.edgestill.operations.internal;

import java.time.Clock;
import java.time.Duration;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Health check: no update was refused lately, and none is quarantined. */
@Component(
    service = HealthCheck.class,
    configurationPid = "org.edgestill.operations.health.updates",
    configurationPolicy = ConfigurationPolicy.OPTIONAL,
    property = {
      HealthCheck.NAME + "=Edgestill updates",
      HealthCheck.TAGS + "=edgestill",
      HealthCheck.TAGS + "=updates"
    })
@Designate(ocd = UpdatesHealthCheckComponent.Configuration.class)
public final class UpdatesHealthCheckComponent implements HealthCheck {

  /** The configuration. */
  @ObjectClassDefinition(
      id = "org.edgestill.operations.health.updates",
      name = "Edgestill health check: updates",
      description = "Warns of refused, rolled back and quarantined releases.")
  public @interface Configuration {

    @AttributeDefinition(
        min = "1",
        description = "For how long a refused release is worth a warning, in hours.")
    int refusalHours() default 24;
  }

  private final Health health;
  private final Duration recent;

  @Activate
  public UpdatesHealthCheckComponent(
      Configuration configuration, @Reference GatewayServicesComponent gateway) {
    health = new Health(gateway.services(), Clock.systemUTC());
    recent = Duration.ofHours(configuration.refusalHours());
  }

  @Override
  public Result execute() {
    return HealthResults.of(health.updates(recent));
  }
}
