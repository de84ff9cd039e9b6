package org.edgestill.updates.internal;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.carrier.Message;
import org.edgestill.api.model.ModelEvent;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.service.ServiceGate;
import org.edgestill.inference.internal.RealRegistry;
import org.edgestill.model.DeltaWriter;
import org.edgestill.model.ModelPackage;
import org.edgestill.mqtt.client.MqttCarrier;
import org.edgestill.mqtt.client.MqttSettings;
import org.edgestill.testbed.EmbeddedBroker;
import org.edgestill.testbed.RandomRelease;
import org.edgestill.trust.PublishedMetadata;
import org.edgestill.trust.ReleaseTarget;
import org.edgestill.trust.RepositorySettings;
import org.edgestill.trust.TufRepository;
import org.edgestill.updates.publisher.ReleasePublisher;
import org.edgestill.updates.publisher.Topics;
import org.jspecify.annotations.Nullable;

/**
 * A publisher and one gateway around a real broker: a signed repository, real packages, the real
 * registry. Each fleet has topics of its own, so that tests can share a broker.
 */
final class Fleet implements AutoCloseable {

  static final String MODEL = "films";
  static final String CHANNEL = "stable";
  static final String GATEWAY = "gateway-1";
  static final int CHUNK = 2048;
  private static final AtomicInteger FLEETS = new AtomicInteger();

  final Topics topics = new Topics("fleet" + FLEETS.incrementAndGet());
  final Path folder;
  final TufRepository repository;
  final MqttCarrier publishing;
  final MqttCarrier connection;
  final Queue<ModelEvent> events = new ConcurrentLinkedQueue<>();
  final Queue<String> moves = new ConcurrentLinkedQueue<>();
  final ServiceGate<ModelRegistry> gate = new ServiceGate<>(Duration.ofSeconds(2));
  Staging.Writer writer = Staging::writeToDisk;
  UpdateSettings settings;
  CountingCarrier carrier;
  @Nullable RealRegistry inference;
  @Nullable UpdateService updates;

  Fleet(EmbeddedBroker broker, Path folder) throws Exception {
    this.folder = folder;
    repository =
        TufRepository.create(
            folder.resolve("repository"), RepositorySettings.defaults(), Clock.systemUTC());
    Files.write(folder.resolve("root.json"), repository.rootFile());
    publishing = connect(broker, "publisher");
    connection = connect(broker, "gateway");
    carrier = new CountingCarrier(connection);
    settings = settings(folder, folder.resolve("root.json"), topics);
    openRegistry();
  }

  /** Impatient, without a probation, and not trying again by itself for an hour. */
  static UpdateSettings settings(Path folder, Path root, Topics topics) {
    return new UpdateSettings(
        MODEL,
        CHANNEL,
        GATEWAY,
        "",
        folder.resolve("updates"),
        root,
        folder.resolve("models"),
        topics,
        topics.status(GATEWAY),
        new UpdateSettings.Transfer(
            4, Duration.ofMillis(500), 5, Duration.ofSeconds(10), 1L << 30, 0),
        UpdateSettings.Probation.DEFAULT.lasting(Duration.ZERO),
        UpdateSettings.Shadow.NONE,
        Duration.ofHours(1),
        Duration.ofHours(1),
        Duration.ofHours(2),
        Duration.ofSeconds(2));
  }

  private MqttCarrier connect(EmbeddedBroker broker, String who) {
    return connect(broker.uri(), topics.prefix() + "-" + who);
  }

  static MqttCarrier connect(URI broker, String clientId) {
    return new MqttCarrier(
        MqttSettings.of(broker, clientId)
            .withTimes(
                new MqttSettings.Times(
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(15),
                    Duration.ofMillis(50),
                    Duration.ofMillis(500))));
  }

  void openRegistry() {
    openRegistry(folder.resolve("models"));
  }

  void openRegistry(Path models) {
    RealRegistry opened = RealRegistry.open(models, MODEL);
    inference = opened;
    gate.set(opened.registry());
  }

  void closeRegistry() {
    RealRegistry open = inference;
    if (open != null) {
      gate.unset(open.registry());
      open.close();
      inference = null;
    }
  }

  ModelRegistry registry() {
    return gate.now().orElseThrow();
  }

  /** The release that answers requests; 0 for none. */
  long serving() {
    return registry().active().map(m -> m.id().release()).orElse(0L);
  }

  /** Starts the updates, with a count of chunks that begins at 0. */
  UpdateService start() {
    return start(connection);
  }

  UpdateService start(Carrier over) {
    carrier = new CountingCarrier(over);
    UpdateService started =
        new UpdateService(
            settings,
            carrier,
            gate,
            writer,
            Clock.systemUTC(),
            events::add,
            (model, release, state, time) -> moves.add(model + " " + release + " " + state));
    updates = started;
    started.start();
    return started;
  }

  /** The updates that run. */
  UpdateService updates() {
    return Objects.requireNonNull(updates, "not started");
  }

  void stop() {
    if (updates != null) {
      updates.close();
      updates = null;
    }
  }

  /** Writes a real package. */
  ModelPackage write(long release) throws Exception {
    return write(RandomRelease.of(MODEL, release, 400));
  }

  ModelPackage write(RandomRelease release) throws Exception {
    return release.write(folder.resolve("package-" + release.release()), CHUNK);
  }

  static byte[] manifest(ModelPackage release) throws Exception {
    return Files.readAllBytes(release.folder().resolve(ModelPackage.MANIFEST));
  }

  /** Signs a release for the channel and publishes everything. */
  ModelPackage publish(long release) throws Exception {
    return publish(RandomRelease.of(MODEL, release, 400));
  }

  ModelPackage publish(RandomRelease release) throws Exception {
    return publish(release, List.of());
  }

  /** With deltas from these releases. */
  ModelPackage publish(RandomRelease release, List<ModelPackage> bases) throws Exception {
    DeltaWriter deltas = new DeltaWriter(folder.resolve("deltas"));
    ModelPackage written = deltas.write(write(release), bases);
    publish(written, deltas::file);
    return written;
  }

  void publish(ModelPackage written, ReleasePublisher.Deltas deltas) throws Exception {
    publisher().publishPackage(written, deltas);
    repository.addRelease(ReleaseTarget.of(manifest(written), CHANNEL));
    publishMetadata();
  }

  void publishMetadata() throws Exception {
    publishMetadata(repository.published());
  }

  void publishMetadata(List<PublishedMetadata> metadata) throws Exception {
    publisher().publishMetadata(CHANNEL, metadata);
  }

  ReleasePublisher publisher() throws Exception {
    org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(30)).until(publishing::connected);
    return new ReleasePublisher(publishing, topics, sent -> {});
  }

  /** Replaces, or with an empty payload removes, one retained chunk of the student. */
  void replaceChunk(ModelPackage release, int chunk, byte[] payload) throws Exception {
    String file = release.manifest().file(ModelPackage.STUDENT).orElseThrow().sha256();
    publishing
        .publish(new Message(topics.chunk(file, chunk), payload, true))
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  byte[] chunk(ModelPackage release, int chunk) throws Exception {
    byte[] student = Files.readAllBytes(release.file(ModelPackage.STUDENT));
    int from = chunk * CHUNK;
    return Arrays.copyOfRange(student, from, Math.min(from + CHUNK, student.length));
  }

  /** How many chunks a transfer of a whole release takes, the manifest's included. */
  static int chunks(ModelPackage release) throws Exception {
    long files =
        release.manifest().files().stream()
            .map(file -> file.sha256())
            .distinct()
            .mapToLong(
                sha ->
                    release.manifest().files().stream()
                        .filter(file -> file.sha256().equals(sha))
                        .findFirst()
                        .orElseThrow()
                        .chunks()
                        .size())
            .sum();
    return Math.toIntExact(files + (manifest(release).length + 65_535) / 65_536);
  }

  @Override
  public void close() {
    stop();
    closeRegistry();
    connection.close();
    publishing.close();
  }
}
