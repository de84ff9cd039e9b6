package org.edgestill.itests;

import java.time.Duration;
import java.util.TreeMap;
import org.edgestill.api.service.ServiceGate;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** Feeds a {@link ServiceGate} with the highest ranked service of a type, as a component would. */
final class Services<T> extends ServiceTracker<T, T> implements AutoCloseable {
  private final ServiceGate<T> gate = new ServiceGate<>(Duration.ofSeconds(30));
  private final TreeMap<ServiceReference<T>, T> byRanking = new TreeMap<>();

  private Services(BundleContext context, Class<T> type) {
    super(context, type, null);
  }

  static <T> Services<T> of(BundleContext context, Class<T> type) {
    Services<T> services = new Services<>(context, type);
    services.open();
    return services;
  }

  ServiceGate<T> gate() {
    return gate;
  }

  /** The service; waits for it. */
  T get() {
    return gate.call(service -> service).orElseThrow();
  }

  @Override
  public synchronized T addingService(ServiceReference<T> reference) {
    T service = context.getService(reference);
    byRanking.put(reference, service);
    gate.set(byRanking.lastEntry().getValue());
    return service;
  }

  @Override
  public synchronized void removedService(ServiceReference<T> reference, T service) {
    byRanking.remove(reference);
    if (byRanking.isEmpty()) {
      gate.unset(service);
    } else {
      gate.set(byRanking.lastEntry().getValue());
    }
    context.ungetService(reference);
  }
}
