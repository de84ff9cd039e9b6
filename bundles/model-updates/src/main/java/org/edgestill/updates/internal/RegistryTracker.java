package org.edgestill.updates.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.service.ServiceGate;

/**
 * Feeds a gate with the registry of one model while registries come and go: the one of the highest
 * ranking is called, so that a newer version that is started beside an older one takes over.
 */
final class RegistryTracker {

  private final String modelName;
  private final ServiceGate<ModelRegistry> gate;
  private final List<Ranked> present = new ArrayList<>();

  private record Ranked(ModelRegistry registry, int ranking) {}

  RegistryTracker(String modelName, ServiceGate<ModelRegistry> gate) {
    this.modelName = modelName;
    this.gate = gate;
  }

  /** A registry came; those of other models are ignored. */
  synchronized void add(ModelRegistry registry, int ranking) {
    if (registry.name().equals(modelName)) {
      present.add(new Ranked(registry, ranking));
      // stable: of equal ranking the one that was there first stays
      present.sort(Comparator.comparingInt(Ranked::ranking).reversed());
      gate.set(present.get(0).registry());
    }
  }

  synchronized void remove(ModelRegistry registry) {
    if (!present.removeIf(each -> each.registry() == registry)) {
      return;
    }
    if (present.isEmpty()) {
      gate.unset(registry);
    } else {
      gate.set(present.get(0).registry());
    }
  }
}
