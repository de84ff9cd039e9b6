package org.edgestill.inference.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.edgestill.api.service.ServiceGate;

/**
 * A {@link ServiceGate} whose patience is counted from the moment the service went: calls in a
 * short gap wait for the successor, but when there is none (the service is optional) later calls do
 * not wait at all.
 *
 * @param <T> the service
 */
final class PatientGate<T> {

  private final ServiceGate<T> gate;
  private final long patienceNanos;
  private volatile long goneAtNanos = System.nanoTime();

  PatientGate(Duration patience) {
    gate = new ServiceGate<>(patience);
    patienceNanos = patience.toNanos();
  }

  void set(T service) {
    gate.set(service);
  }

  void unset(T service) {
    // Before the gate opens, so that a call in between finds a fresh gap and waits.
    goneAtNanos = System.nanoTime();
    gate.unset(service);
  }

  /** The service, if it is there now. */
  Optional<T> now() {
    return gate.now();
  }

  /** Calls the service; empty if it is not there and did not come in time. */
  <R> Optional<R> call(Function<? super T, ? extends R> call) {
    if (gate.now().isEmpty() && System.nanoTime() - goneAtNanos > patienceNanos) {
      return Optional.empty();
    }
    return gate.call(call);
  }
}
