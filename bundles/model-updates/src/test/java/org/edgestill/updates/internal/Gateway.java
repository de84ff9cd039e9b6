package org.edgestill.updates.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.model.ModelEvent;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.service.ServiceGate;
import org.edgestill.api.update.UpdateState;
import org.edgestill.api.update.UpdateStatus;
import org.edgestill.inference.internal.RealRegistry;
import org.edgestill.updates.publisher.Topics;

/** A gateway on a disk of one's choice: the real registry, the real updates, and requests. */
final class Gateway implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final RealRegistry inference;
  final Requests requests;
  final UpdateService updates;
  final Queue<ModelEvent> events = new ConcurrentLinkedQueue<>();

  /** Starts it; the model that was in service answers before updates are looked for. */
  Gateway(UpdateSettings settings, Path models, Carrier carrier) {
    this(settings, RealRegistry.open(models, Fleet.MODEL), carrier);
  }

  /** With a registry of one's choice. */
  Gateway(UpdateSettings settings, RealRegistry inference, Carrier carrier) {
    this.inference = inference;
    requests = Requests.to(inference::recommender);
    ServiceGate<ModelRegistry> gate = new ServiceGate<>(Duration.ofSeconds(2));
    gate.set(inference.registry());
    updates =
        new UpdateService(
            settings,
            carrier,
            gate,
            Staging::writeToDisk,
            Clock.systemUTC(),
            events::add,
            (model, release, state, time) -> {});
  }

  /** Impatient in everything, so that a test of hundreds of faults ends. */
  static UpdateSettings settings(Path folder, Path root, Topics topics) {
    UpdateSettings usual = Fleet.settings(folder, root, topics);
    UpdateSettings.Transfer transfer = usual.transfer();
    return new UpdateSettings(
        usual.modelName(),
        usual.channel(),
        usual.gatewayId(),
        usual.deviceClass(),
        usual.directory(),
        usual.rootFile(),
        usual.modelsDirectory(),
        usual.topics(),
        usual.statusTopic(),
        new UpdateSettings.Transfer(
            16,
            transfer.chunkDeadline(),
            transfer.badChunks(),
            Duration.ofMillis(250),
            transfer.maxTotalBytes(),
            0),
        usual.probation(),
        usual.shadow(),
        Duration.ofSeconds(2),
        Duration.ofMillis(20),
        Duration.ofMillis(200),
        usual.patience());
  }

  static UpdateSettings withProbation(UpdateSettings s, UpdateSettings.Probation probation) {
    return with(s, s.transfer(), probation, s.shadow());
  }

  static UpdateSettings withShadow(UpdateSettings s, UpdateSettings.Shadow shadow) {
    return with(s, s.transfer(), s.probation(), shadow);
  }

  static UpdateSettings withTransfer(UpdateSettings s, UpdateSettings.Transfer transfer) {
    return with(s, transfer, s.probation(), s.shadow());
  }

  private static UpdateSettings with(
      UpdateSettings s,
      UpdateSettings.Transfer transfer,
      UpdateSettings.Probation probation,
      UpdateSettings.Shadow shadow) {
    return new UpdateSettings(
        s.modelName(),
        s.channel(),
        s.gatewayId(),
        s.deviceClass(),
        s.directory(),
        s.rootFile(),
        s.modelsDirectory(),
        s.topics(),
        s.statusTopic(),
        transfer,
        probation,
        shadow,
        s.checkInterval(),
        s.retryMin(),
        s.retryMax(),
        s.patience());
  }

  Gateway start() {
    updates.start();
    return this;
  }

  /** The release that answers requests; 0 for none. */
  long serving() {
    return inference.registry().active().map(m -> m.id().release()).orElse(0L);
  }

  UpdateStatus status() {
    return updates.status();
  }

  void awaitCommitted(long release) {
    awaitCommitted(this::status, release);
    assertThat(serving()).isEqualTo(release);
  }

  /** Waits until a release is in service for good. */
  static void awaitCommitted(Supplier<UpdateStatus> status, long release) {
    await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(PATIENCE)
        .until(status::get, now -> isCommitted(now, release));
  }

  /** Of one status: asked twice, it may have changed between state and release. */
  static boolean isCommitted(UpdateStatus status, long release) {
    return status.state() == UpdateState.COMMITTED && status.release() == release;
  }

  @Override
  public void close() {
    updates.close();
    requests.close();
    inference.close();
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  /** What is in a folder; nothing if it is not there. */
  static long entries(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return 0;
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.count();
    }
  }
}
