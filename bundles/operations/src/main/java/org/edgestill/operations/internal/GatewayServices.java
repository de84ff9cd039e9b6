package org.edgestill.operations.internal;

import java.util.Map;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.update.ModelUpdates;
import org.edgestill.gateway.core.Desk;
import org.edgestill.gateway.core.Present;
import org.jspecify.annotations.Nullable;

/**
 * The services of the gateway that are there now.
 *
 * @param desk the behaviour log and the recommenders
 */
record GatewayServices(
    Desk desk,
    Present<ModelRegistry> registries,
    Present<ModelUpdates> updates,
    Present<Carrier> carriers) {

  GatewayServices(Desk desk) {
    this(desk, new Present<>(), new Present<>(), new Present<>());
  }

  /**
   * One service of several.
   *
   * @param name its name; {@code null} for the only one
   * @throws CommandException if there is none of this name, or several to choose from
   */
  static <T> T one(Present<T> services, @Nullable String name, String what) {
    Map<String, T> byName = services.byName();
    if (byName.isEmpty()) {
      throw new CommandException("there is no " + what + " yet; is the gateway configured?");
    }
    if (name == null && byName.size() > 1) {
      throw new CommandException("there are several models, name one of them: " + byName.keySet());
    }
    T service = name == null ? byName.values().iterator().next() : byName.get(name);
    if (service == null) {
      throw new CommandException(
          "there is no " + what + " of '" + name + "'; there are " + byName.keySet());
    }
    return service;
  }
}
