package org.edgestill.updates.internal;

import java.util.Optional;
import java.util.function.Consumer;
import org.edgestill.api.model.InstalledModel;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.service.ServiceGate;
import org.edgestill.api.service.ServiceGoneException;
import org.jspecify.annotations.Nullable;

/** Calls the model registry, which may be replaced at any time. */
final class RegistryCalls {

  /** There is no registry now; what was to be done is done later. */
  static final class GoneException extends Exception {
    private static final long serialVersionUID = 1L;

    GoneException() {
      super("there is no model registry now");
    }
  }

  /** A call that may be refused. */
  @FunctionalInterface
  interface Call<R> {
    R on(ModelRegistry registry) throws ModelRefusedException;
  }

  private record Answer<R>(@Nullable R value, @Nullable ModelRefusedException refusal) {}

  private final ServiceGate<ModelRegistry> gate;

  RegistryCalls(ServiceGate<ModelRegistry> gate) {
    this.gate = gate;
  }

  <R> R ask(Call<R> call) throws ModelRefusedException, GoneException {
    Answer<R> answer =
        gate.call(registry -> answer(registry, call)).orElseThrow(GoneException::new);
    if (answer.refusal() != null) {
      throw answer.refusal();
    }
    R value = answer.value();
    if (value == null) {
      throw new IllegalStateException("the registry gave no answer");
    }
    return value;
  }

  private static <R> Answer<R> answer(ModelRegistry registry, Call<R> call) {
    try {
      return new Answer<>(call.on(registry), null);
    } catch (ModelRefusedException e) {
      return new Answer<>(null, e);
    }
  }

  /** Tells the registry something, if it is there. */
  void now(Consumer<ModelRegistry> call) {
    try {
      gate.now().ifPresent(call);
    } catch (ServiceGoneException e) {
      // so is what it should know of
    }
  }

  /** The model that serves. */
  Optional<ModelId> active() throws ModelRefusedException, GoneException {
    return ask(ModelRegistry::active).map(InstalledModel::id);
  }

  /** The model that serves, without waiting for a registry. */
  Optional<ModelId> activeNow() {
    try {
      return gate.now().flatMap(ModelRegistry::active).map(InstalledModel::id);
    } catch (ServiceGoneException e) {
      return Optional.empty();
    }
  }

  boolean isActive(String digest) throws ModelRefusedException, GoneException {
    return active().map(id -> id.digest().equals(digest)).orElse(false);
  }

  boolean isInstalled(String digest) throws ModelRefusedException, GoneException {
    return ask(ModelRegistry::installed).stream().anyMatch(m -> m.id().digest().equals(digest));
  }
}
