package org.edgestill.operations.internal;

import java.time.Clock;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Health check: each model has a release in service. */
@Component(
    service = HealthCheck.class,
    property = {
      HealthCheck.NAME + "=Edgestill models",
      HealthCheck.TAGS + "=edgestill",
      HealthCheck.TAGS + "=models"
    })
public final class ModelsHealthCheckComponent implements HealthCheck {

  private final Health health;

  @Activate
  public ModelsHealthCheckComponent(@Reference GatewayServicesComponent gateway) {
    health = new Health(gateway.services(), Clock.systemUTC());
  }

  @Override
  public Result execute() {
    return HealthResults.of(health.models());
  }
}
