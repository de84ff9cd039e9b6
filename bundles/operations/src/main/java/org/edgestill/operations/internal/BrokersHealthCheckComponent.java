package org.edgestill.operations.internal;

import java.time.Clock;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Health check: each broker is connected. */
@Component(
    service = HealthCheck.class,
    property = {
      HealthCheck.NAME + "=Edgestill brokers",
      HealthCheck.TAGS + "=edgestill",
      HealthCheck.TAGS + "=brokers"
    })
public final class BrokersHealthCheckComponent implements HealthCheck {

  private final Health health;

  @Activate
  public BrokersHealthCheckComponent(@Reference GatewayServicesComponent gateway) {
    health = new Health(gateway.services(), Clock.systemUTC());
  }

  @Override
  public Result execute() {
    return HealthResults.of(health.brokers());
  }
}
