package org.edgestill.operations.internal;

import java.time.Duration;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.recommend.Recommender;
import org.edgestill.api.update.ModelUpdates;
import org.edgestill.gateway.core.Desk;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Follows the services of the gateway, once for all that this bundle offers. */
@Component(service = GatewayServicesComponent.class)
public final class GatewayServicesComponent {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final GatewayServices services = new GatewayServices(new Desk(PATIENCE));

  GatewayServices services() {
    return services;
  }

  @Reference(
      name = "log",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setLog(BehaviourLog log) {
    services.desk().log().set(log);
  }

  void unsetLog(BehaviourLog log) {
    services.desk().log().unset(log);
  }

  @Reference(
      name = "recommender",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void addRecommender(Recommender recommender, ServiceReference<Recommender> reference) {
    services
        .desk()
        .recommenders()
        .add(name(reference, Recommender.MODEL_NAME), reference, recommender);
  }

  void removeRecommender(Recommender recommender, ServiceReference<Recommender> reference) {
    services
        .desk()
        .recommenders()
        .remove(name(reference, Recommender.MODEL_NAME), reference, recommender);
  }

  @Reference(
      name = "registry",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void addRegistry(ModelRegistry registry, ServiceReference<ModelRegistry> reference) {
    services.registries().add(name(reference, Recommender.MODEL_NAME), registry);
  }

  void removeRegistry(ModelRegistry registry) {
    services.registries().remove(registry);
  }

  @Reference(
      name = "updates",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void addUpdates(ModelUpdates updates, ServiceReference<ModelUpdates> reference) {
    services.updates().add(name(reference, Recommender.MODEL_NAME), updates);
  }

  void removeUpdates(ModelUpdates updates) {
    services.updates().remove(updates);
  }

  @Reference(
      name = "carrier",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void addCarrier(Carrier carrier, ServiceReference<Carrier> reference) {
    services.carriers().add(name(reference, Carrier.BROKER_NAME), carrier);
  }

  void removeCarrier(Carrier carrier) {
    services.carriers().remove(carrier);
  }

  private static String name(ServiceReference<?> reference, String property) {
    return String.valueOf(reference.getProperty(property));
  }
}
