package org.edgestill.operations.internal;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;
import org.edgestill.api.behaviour.BehaviourLogException;
import org.edgestill.api.model.ModelEvent;
import org.edgestill.api.model.ModelListener;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.model.ServingStatistics;
import org.edgestill.api.service.ServiceGoneException;
import org.edgestill.api.update.UpdateState;
import org.jspecify.annotations.Nullable;

/**
 * The gateway in numbers, in the text format of Prometheus. What services know is asked for when
 * somebody looks; what happens to models is counted from their events. Nothing personal: no user
 * and no item is a label.
 */
final class Metrics implements ModelListener {

  private static final double MICROS = 1e-6;
  private static final double NANOS = 1e-9;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final ExpositionFormats formats = ExpositionFormats.init();
  private final GatewayServices services;
  private final Counter swaps;
  private final Histogram switches;
  private final Counter refusals;

  Metrics(GatewayServices services) {
    this.services = services;
    JvmMetrics.builder().register(registry);
    swaps =
        Counter.builder()
            .name("edgestill_model_swaps_total")
            .help("How often a release was put in service, by whether it was a way back")
            .labelNames("model", "rolled_back")
            .register(registry);
    switches =
        Histogram.builder()
            .name("edgestill_model_switch_seconds")
            .help("How long the switch from one release to the next took")
            .labelNames("model")
            .classicOnly()
            .classicUpperBounds(1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1)
            .register(registry);
    refusals =
        Counter.builder()
            .name("edgestill_model_refusals_total")
            .help("How often a release was refused, by the code of the reason")
            .labelNames("model", "code")
            .register(registry);
    serving();
    updating();
    surroundings();
  }

  private void serving() {
    counter(
        "edgestill_requests_total",
        "Requests answered by the release in service",
        ServingStatistics::requests);
    counter(
        "edgestill_request_fallbacks_total",
        "Requests that the student did not answer, failures included",
        ServingStatistics::fallbacks);
    counter(
        "edgestill_request_failures_total",
        "Requests on which the student failed",
        ServingStatistics::failures);
    GaugeWithCallback.builder()
        .name("edgestill_request_latency_seconds")
        .help("Latency of requests to the release in service")
        .labelNames("model", "quantile")
        .callback(
            callback ->
                eachRegistry(
                    (name, model) -> {
                      ServingStatistics seen = model.statistics();
                      callback.call(seen.p50Micros() * MICROS, name, "0.5");
                      callback.call(seen.p99Micros() * MICROS, name, "0.99");
                    }))
        .register(registry);
    GaugeWithCallback.builder()
        .name("edgestill_model_release")
        .help("Number of the release in service, 0 for none")
        .labelNames("model")
        .callback(
            callback ->
                eachRegistry(
                    (name, model) ->
                        callback.call(
                            model.active().map(active -> active.id().release()).orElse(0L), name)))
        .register(registry);
    GaugeWithCallback.builder()
        .name("edgestill_models_installed")
        .help("Releases on the disk")
        .labelNames("model")
        .callback(
            callback ->
                eachRegistry((name, model) -> callback.call(model.installed().size(), name)))
        .register(registry);
  }

  /** A count of the release in service; it starts again with each release. */
  private void counter(String name, String help, ToDoubleFunction<ServingStatistics> value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames("model", "release")
        .callback(
            callback ->
                eachRegistry(
                    (model, service) ->
                        service
                            .active()
                            .ifPresent(
                                active ->
                                    callback.call(
                                        value.applyAsDouble(service.statistics()),
                                        model,
                                        Long.toString(active.id().release())))))
        .register(registry);
  }

  private void updating() {
    GaugeWithCallback.builder()
        .name("edgestill_update_state")
        .help("1 for the state that the update of a model is in, 0 for all others")
        .labelNames("model", "state")
        .callback(
            callback ->
                services
                    .updates()
                    .byName()
                    .forEach(
                        (name, updates) -> {
                          UpdateState now = updates.status().state();
                          for (UpdateState state : UpdateState.values()) {
                            callback.call(state == now ? 1 : 0, name, state.name());
                          }
                        }))
        .register(registry);
    GaugeWithCallback.builder()
        .name("edgestill_update_bytes")
        .help("Verified and total bytes of the release that is being fetched")
        .labelNames("model", "part")
        .callback(
            callback ->
                services
                    .updates()
                    .byName()
                    .forEach(
                        (name, updates) -> {
                          callback.call((double) updates.status().bytesDone(), name, "done");
                          callback.call((double) updates.status().bytesTotal(), name, "total");
                        }))
        .register(registry);
  }

  private void surroundings() {
    GaugeWithCallback.builder()
        .name("edgestill_broker_connected")
        .help("Whether a broker is connected")
        .labelNames("broker")
        .callback(
            callback ->
                services
                    .carriers()
                    .byName()
                    .forEach((name, carrier) -> callback.call(carrier.connected() ? 1 : 0, name)))
        .register(registry);
    GaugeWithCallback.builder()
        .name("edgestill_behaviour_users")
        .help("Users of whom events are stored")
        .callback(
            callback -> {
              try {
                services
                    .desk()
                    .log()
                    .now()
                    .ifPresent(log -> callback.call((double) log.userCount()));
              } catch (BehaviourLogException | ServiceGoneException unknownNow) {
                // no sample is better than a wrong one
              }
            })
        .register(registry);
  }

  private void eachRegistry(BiConsumer<String, ModelRegistry> call) {
    services
        .registries()
        .byName()
        .forEach(
            (name, model) -> {
              try {
                call.accept(name, model);
              } catch (ServiceGoneException beingReplaced) {
                // the next look finds its successor
              }
            });
  }

  @Override
  public void happened(ModelEvent event) {
    if (event instanceof ModelEvent.Activated activated) {
      swaps.labelValues(event.name(), Boolean.toString(activated.rolledBack())).inc();
      switches.labelValues(event.name()).observe(activated.switchNanos() * NANOS);
    } else if (event instanceof ModelEvent.Refused refused) {
      refusals.labelValues(event.name(), refused.code().name()).inc();
    }
  }

  /**
   * How the numbers would be written for somebody.
   *
   * @param accept the Accept header of HTTP
   */
  String contentType(@Nullable String accept) {
    return formats.findWriter(accept).getContentType();
  }

  /** Writes all numbers. */
  void write(@Nullable String accept, OutputStream out) throws IOException {
    ExpositionFormatWriter writer = formats.findWriter(accept);
    writer.write(out, registry.scrape());
  }
}
