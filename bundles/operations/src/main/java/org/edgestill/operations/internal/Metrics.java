package org.edgestill.operations.internal;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.api.behaviour.BehaviourLogException;
import org.edgestill.api.model.InstalledModel;
import org.edgestill.api.model.LatencyDistribution;
import org.edgestill.api.model.ModelEvent;
import org.edgestill.api.model.ModelListener;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.model.ServingStatistics;
import org.edgestill.api.service.ServiceGoneException;
import org.edgestill.api.update.Transferred;
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
    transferring();
    storing();
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
    counter(
        "edgestill_recommendations_judged_total",
        "Answers of which it is known whether one of their items was taken",
        seen -> seen.evidence().judged());
    counter(
        "edgestill_recommendations_accepted_total",
        "Answers of which an item was taken",
        seen -> seen.evidence().accepted());
    registry.register((Collector) this::durations);
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

  /** Latencies come counted, as a histogram of Prometheus can not be set. */
  private MetricSnapshot durations() {
    HistogramSnapshot.Builder snapshot =
        HistogramSnapshot.builder()
            .name("edgestill_request_duration_seconds")
            .help("How long requests to the release in service took");
    eachRegistry(
        (name, model) ->
            model
                .active()
                .ifPresent(
                    active ->
                        snapshot.dataPoint(
                            durations(
                                model.latency(),
                                Labels.of(
                                    "model",
                                    name,
                                    "release",
                                    Long.toString(active.id().release()))))));
    return snapshot.build();
  }

  private static HistogramSnapshot.HistogramDataPointSnapshot durations(
      LatencyDistribution seen, Labels labels) {
    List<Double> ends = new ArrayList<>();
    List<Number> requests = new ArrayList<>();
    for (LatencyDistribution.Bucket bucket : seen.buckets()) {
      ends.add(bucket.belowMicros() * MICROS);
      requests.add(bucket.requests());
    }
    if (ends.isEmpty()) {
      ends.add(Double.POSITIVE_INFINITY);
      requests.add(0);
    }
    return HistogramSnapshot.HistogramDataPointSnapshot.builder()
        .classicHistogramBuckets(ClassicHistogramBuckets.of(ends, requests))
        .sum(seen.sumMicros() * MICROS)
        .labels(labels)
        .build();
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

  private void transferring() {
    CounterWithCallback.builder()
        .name("edgestill_update_chunks_total")
        .help("Chunks that came over the network, by whether they were as declared")
        .labelNames("model", "as_declared")
        .callback(
            callback ->
                eachUpdate(
                    (name, seen) -> {
                      callback.call((double) seen.chunks(), name, "true");
                      callback.call((double) seen.wrongChunks(), name, "false");
                    }))
        .register(registry);
    CounterWithCallback.builder()
        .name("edgestill_update_received_bytes_total")
        .help("Bytes of the chunks that were as declared")
        .labelNames("model")
        .callback(
            callback -> eachUpdate((name, seen) -> callback.call((double) seen.bytes(), name)))
        .register(registry);
  }

  private void eachUpdate(BiConsumer<String, Transferred> call) {
    services
        .updates()
        .byName()
        .forEach((name, updates) -> call.accept(name, updates.transferred()));
  }

  private void storing() {
    GaugeWithCallback.builder()
        .name("edgestill_models_bytes")
        .help("Size of all installed releases on the disk")
        .labelNames("model")
        .callback(
            callback ->
                eachRegistry(
                    (name, model) ->
                        callback.call(
                            (double)
                                model.installed().stream().mapToLong(InstalledModel::bytes).sum(),
                            name)))
        .register(registry);
    behaviour(
        "edgestill_behaviour_users",
        "Users of whom events are stored",
        log -> OptionalLong.of(log.userCount()));
    behaviour("edgestill_behaviour_bytes", "Size of the behaviour log", BehaviourLog::sizeBytes);
    GaugeWithCallback.builder()
        .name("edgestill_native_memory_bytes")
        .help("Memory of the process outside of the Java heap, at least and at most")
        .labelNames("bound")
        .callback(
            callback ->
                services.registries().byName().values().stream()
                    .findFirst()
                    .ifPresent(any -> nativeMemory(any, callback)))
        .register(registry);
  }

  /** The process has one memory, whichever model is asked. */
  private static void nativeMemory(ModelRegistry any, GaugeWithCallback.Callback callback) {
    try {
      ServingStatistics.Evidence seen = any.statistics().evidence();
      if (seen.memoryHighBytes() > 0) {
        callback.call((double) seen.memoryLowBytes(), "low");
        callback.call((double) seen.memoryHighBytes(), "high");
      }
    } catch (ServiceGoneException beingReplaced) {
      // the next look finds its successor
    }
  }

  private void behaviour(String name, String help, Function<BehaviourLog, OptionalLong> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(
            callback -> {
              try {
                services
                    .desk()
                    .log()
                    .now()
                    .ifPresent(log -> value.apply(log).ifPresent(callback::call));
              } catch (BehaviourLogException | ServiceGoneException unknownNow) {
                // no sample is better than a wrong one
              }
            })
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
