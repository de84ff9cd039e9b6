package org.edgestill.benchmarks.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.edgestill.api.carrier.Message;
import org.edgestill.model.Chunks;
import org.edgestill.model.FileEntry;
import org.edgestill.model.ModelPackage;
import org.edgestill.model.io.DurableFiles;
import org.edgestill.mqtt.client.MqttCarrier;
import org.edgestill.mqtt.client.MqttSettings;
import org.edgestill.testbed.EmbeddedBroker;
import org.edgestill.testbed.GatewayProcess;
import org.edgestill.testbed.Line;
import org.edgestill.testbed.RandomRelease;
import org.edgestill.trust.ReleaseTarget;
import org.edgestill.trust.RepositorySettings;
import org.edgestill.trust.TufRepository;
import org.edgestill.updates.publisher.ReleasePublisher;
import org.edgestill.updates.publisher.Topics;

/**
 * A broker and a publisher in this process, and assembled gateways as processes of their own, with
 * a line between broker and gateway that counts. All of it ends with {@link #close}, or with this
 * process.
 */
final class Site implements AutoCloseable {
  /** The model's name, and the channel that it is published on. */
  private static final String MODEL = "benchmark";

  private static final String GATEWAY = "gateway";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(5);

  private final Path home;
  private final Path folder;
  private final EmbeddedBroker broker;
  private final MqttCarrier carrier;
  private final Line line;
  private final ReleasePublisher publisher;
  private final TufRepository repository;
  private final Topics topics = new Topics(Topics.DEFAULT_PREFIX);
  private final List<GatewayProcess> gateways = new ArrayList<>();
  private final Thread atExit = new Thread(this::kill, "end-gateways");
  private volatile JsonNode status = new ObjectMapper().createObjectNode();
  private long releases;

  /**
   * Starts the broker and makes keys.
   *
   * @param home the unpacked gateway
   * @param folder for everything
   */
  Site(Path home, Path folder) throws Exception {
    this.home = home;
    this.folder = Files.createDirectories(folder).toAbsolutePath();
    Runtime.getRuntime().addShutdownHook(atExit);
    broker = new EmbeddedBroker(folder.resolve("broker"));
    broker.start();
    carrier = new MqttCarrier(MqttSettings.of(broker.uri(), "publisher"));
    line = new Line(broker.uri());
    publisher = new ReleasePublisher(carrier, topics, sent -> {});
    repository =
        TufRepository.create(
            folder.resolve("repository"), RepositorySettings.defaults(), Clock.systemUTC());
    Files.write(rootFile(), repository.rootFile());
    await("the publisher is connected", carrier::connected);
    ObjectMapper json = new ObjectMapper();
    carrier.subscribe(
        topics.status(GATEWAY),
        message -> {
          try {
            status = json.readTree(message.payload());
          } catch (IOException e) {
            throw new IllegalStateException("a status that is not JSON", e);
          }
        });
  }

  /** Between the broker and the gateway's connection for updates. */
  Line line() {
    return line;
  }

  /** Where the gateway of this name keeps its data. */
  Path data(String name) {
    return folder.resolve(name);
  }

  /** What is done with a gateway besides measuring. */
  Control control(GatewayProcess gateway, String name) {
    return new Control(gateway.uri(), data(name).resolve("http.token"));
  }

  /**
   * Starts the assembled gateway, without probation; one at a time.
   *
   * @param name of its data folder; what it had there it still has
   * @param environment further variables for its start script
   */
  GatewayProcess start(String name, Map<String, String> environment) throws IOException {
    Map<String, String> all = new HashMap<>();
    all.put("EDGESTILL_GATEWAY", GATEWAY);
    all.put("EDGESTILL_MODEL", MODEL);
    all.put("EDGESTILL_CHANNEL", MODEL);
    all.put("EDGESTILL_ROOT", rootFile().toString());
    all.put("EDGESTILL_UPSTREAM", line.uri().toString());
    all.put("EDGESTILL_LOCAL", broker.uri().toString());
    all.put("EDGESTILL_PROBATION_SECONDS", "0");
    all.putAll(environment);
    GatewayProcess started = GatewayProcess.start(home, data(name), all);
    synchronized (gateways) {
      gateways.add(started);
    }
    return started;
  }

  /** Makes the next release, with random weights; nobody hears of it yet. */
  ModelPackage make(int items) throws Exception {
    releases++;
    return RandomRelease.of(MODEL, releases, items)
        .write(folder.resolve("releases/" + releases), Chunks.DEFAULT_LENGTH);
  }

  /** Gives the broker all files of a release; nobody hears of it yet. */
  void upload(ModelPackage release) throws Exception {
    publisher.publishPackage(release);
  }

  /** The same but for the last chunk of the student, so that fetching it never ends. */
  void uploadIncomplete(ModelPackage release) throws Exception {
    upload(release);
    FileEntry student = release.manifest().file(ModelPackage.STUDENT).orElseThrow();
    String last = topics.chunk(student.sha256(), student.chunks().size() - 1);
    carrier
        .publish(new Message(last, new byte[0], true))
        .toCompletableFuture()
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Signs a release and tells. */
  void announce(ModelPackage release) throws Exception {
    repository.addRelease(ReleaseTarget.of(manifest(release), MODEL));
    publisher.publishMetadata(MODEL, repository.published());
  }

  /** Makes the next release, publishes it, and returns when it is committed. */
  ModelPackage serve(int items) throws Exception {
    ModelPackage release = make(items);
    upload(release);
    announce(release);
    awaitCommitted(release);
    return release;
  }

  /** Takes a release from the broker, and its files from the disk. */
  void forget(ModelPackage release) throws Exception {
    repository.removeRelease(MODEL, release.id().release());
    publisher.clear(release.manifest(), manifest(release), List.of());
    DurableFiles.deleteTree(release.folder());
  }

  /** Returns when the gateway has reported that this release answers requests. */
  void awaitInService(ModelPackage release) throws Exception {
    String digest = release.id().digest();
    await(
        release.id() + " is in service",
        () -> status.path("inService").path("digest").asText().equals(digest));
  }

  /** Returns when the gateway has reported that this release is committed. */
  void awaitCommitted(ModelPackage release) throws Exception {
    awaitInService(release);
    await(
        release.id() + " is committed",
        () ->
            status.path("state").asText().equals("COMMITTED")
                && status.path("release").asLong() == release.id().release());
  }

  /**
   * Waits, looking every few milliseconds.
   *
   * @throws IOException if the gateway that was started last has ended
   * @throws TimeoutException if the condition does not come true
   */
  void await(String what, BooleanSupplier condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException("waited in vain until " + what + "; last status: " + status);
      }
      requireAlive(what);
      TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
    }
  }

  @Override
  public void close() throws IOException {
    kill();
    Runtime.getRuntime().removeShutdownHook(atExit);
    line.close();
    carrier.close();
    broker.close();
  }

  private void requireAlive(String what) throws IOException {
    synchronized (gateways) {
      if (!gateways.isEmpty() && !gateways.get(gateways.size() - 1).alive()) {
        String output = gateways.get(gateways.size() - 1).output();
        throw new IOException("the gateway ended before " + what + "; its output:\n" + output);
      }
    }
  }

  private void kill() {
    synchronized (gateways) {
      gateways.forEach(GatewayProcess::close);
    }
  }

  private Path rootFile() {
    return folder.resolve("root.json");
  }

  private static byte[] manifest(ModelPackage release) throws IOException {
    return Files.readAllBytes(release.folder().resolve(ModelPackage.MANIFEST));
  }
}
