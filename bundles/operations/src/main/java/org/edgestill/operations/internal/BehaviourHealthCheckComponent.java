package org.edgestill.operations.internal;

import java.time.Clock;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Health check: the behaviour log can be read. */
@Component(
    service = HealthCheck.class,
    property = {
      HealthCheck.NAME + "=Edgestill behaviour",
      HealthCheck.TAGS + "=edgestill",
      HealthCheck.TAGS + "=behaviour"
    })
public final class BehaviourHealthCheckComponent implements HealthCheck {

  private final Health health;

  @Activate
  public BehaviourHealthCheckComponent(@Reference GatewayServicesComponent gateway) {
    health = new Health(gateway.services(), Clock.systemUTC());
  }

  @Override
  public Result execute() {
    return HealthResults.of(health.behaviour());
  }
}
