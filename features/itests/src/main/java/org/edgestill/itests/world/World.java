package org.edgestill.itests.world;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.edgestill.api.carrier.Carrier.Subscription;
import org.edgestill.api.carrier.Message;
import org.edgestill.model.Chunks;
import org.edgestill.model.Digests;
import org.edgestill.model.FileEntry;
import org.edgestill.model.ModelPackage;
import org.edgestill.mqtt.client.MqttCarrier;
import org.edgestill.mqtt.client.MqttSettings;
import org.edgestill.testbed.EmbeddedBroker;
import org.edgestill.testbed.FreePort;
import org.edgestill.testbed.RandomRelease;
import org.edgestill.trust.PublishedMetadata;
import org.edgestill.trust.ReleaseTarget;
import org.edgestill.trust.RepositorySettings;
import org.edgestill.trust.Role;
import org.edgestill.trust.TufRepository;
import org.edgestill.updates.publisher.ReleasePublisher;
import org.edgestill.updates.publisher.Topics;
import org.jspecify.annotations.Nullable;

/** A real broker and a real publisher, which can also publish what a gateway must refuse. */
public final class World implements AutoCloseable {
  /** The model's name, and the channel that it is published on. */
  public static final String MODEL = "films";

  /** Bytes of a chunk; small, so that a release has many. */
  public static final int CHUNK_LENGTH = 4_096;

  private static final int ITEMS = 500;
  private static final int REQUEST_ATTEMPTS = 60;

  private final Path folder;
  private final EmbeddedBroker broker;
  private final int httpPort = FreePort.find();
  private final MqttCarrier carrier;
  private final ReleasePublisher publisher;
  private final Topics topics = new Topics(Topics.DEFAULT_PREFIX);
  private final TufRepository repository;
  private final List<ModelPackage> published = new ArrayList<>();
  private final byte[] firstTimestamp;

  private static @Nullable World shared;

  /** The one world of the framework tests, started when it is asked for first. */
  public static synchronized World shared() throws Exception {
    World world = shared;
    if (world == null) {
      world = new World(Files.createTempDirectory(Path.of("target"), "world-"));
      shared = world;
    }
    return world;
  }

  /** Starts a broker and makes keys; nothing is published yet. */
  public World(Path folder) throws Exception {
    this.folder = Files.createDirectories(folder);
    broker = new EmbeddedBroker(folder.resolve("broker"));
    broker.start();
    carrier = new MqttCarrier(MqttSettings.of(broker.uri(), "publisher"));
    publisher = new ReleasePublisher(carrier, topics, sent -> {});
    repository =
        TufRepository.create(
            folder.resolve("repository"), RepositorySettings.defaults(), Clock.systemUTC());
    Files.write(rootFile(), repository.rootFile());
    firstTimestamp = timestamp();
    awaitConnected();
  }

  /** The address of the broker. */
  public String brokerUri() {
    return broker.uri().toString();
  }

  /** What an assembled gateway has to be told to be part of this world; no probation. */
  public Map<String, String> gatewaySettings() {
    return Map.of(
        "EDGESTILL_MODEL",
        MODEL,
        "EDGESTILL_CHANNEL",
        MODEL,
        "EDGESTILL_ROOT",
        rootFile().toString(),
        "EDGESTILL_UPSTREAM",
        brokerUri(),
        "EDGESTILL_LOCAL",
        brokerUri(),
        "EDGESTILL_PROBATION_SECONDS",
        "0");
  }

  /** A port for the gateway's HTTP service. */
  public int httpPort() {
    return httpPort;
  }

  /** The root file that gateways are provisioned with. */
  public Path rootFile() {
    return folder.resolve("root.json").toAbsolutePath();
  }

  /** The folder of this world, for whatever belongs to it. */
  public Path folder() {
    return folder.toAbsolutePath();
  }

  /** The external identifier of an item that every release knows. */
  public static String item(int index) {
    return RandomRelease.item(index);
  }

  /**
   * Sends a request to the gateway, once a second until its answer comes: it may not have
   * subscribed yet.
   *
   * @param topic below the gateway's own, for instance {@code requests/status}
   * @param answerTopic the same of the answer
   */
  public String request(String topic, String json, String answerTopic) throws Exception {
    String gateway = Topics.DEFAULT_PREFIX + "/gateways/gateway/";
    BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    Subscription subscription =
        carrier.subscribe(
            gateway + answerTopic,
            message -> answers.add(new String(message.payload(), StandardCharsets.UTF_8)));
    try {
      byte[] payload = json.getBytes(StandardCharsets.UTF_8);
      for (int attempt = 0; attempt < REQUEST_ATTEMPTS; attempt++) {
        carrier
            .publish(new Message(gateway + topic, payload, false))
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
        String answer = answers.poll(1, TimeUnit.SECONDS);
        if (answer != null) {
          return answer;
        }
      }
      throw new IOException("no answer on " + answerTopic);
    } finally {
      subscription.close();
    }
  }

  /** Publishes the next release and returns its digest. */
  public String publish() throws Exception {
    ModelPackage release = next("[1,2)");
    publisher.publishPackage(release);
    sign(ReleaseTarget.of(manifest(release), MODEL));
    return release.id().digest();
  }

  /** Publishes the next release without the last chunk of its student, and returns its digest. */
  public String publishWithoutLastChunk() throws Exception {
    ModelPackage release = next("[1,2)");
    FileEntry student = student(release);
    publisher.publishPackage(release);
    retain(topics.chunk(student.sha256(), student.chunks().size() - 1), new byte[0]);
    sign(ReleaseTarget.of(manifest(release), MODEL));
    return release.id().digest();
  }

  /** Publishes the newest release and all metadata again, complete and correct. */
  public void publishAgain() throws Exception {
    publisher.publishPackage(published.get(published.size() - 1));
    publishMetadata(repository);
  }

  /** Publishes something that no gateway may put in service. */
  public void publish(Fault fault) throws Exception {
    switch (fault) {
      case FLIPPED_BIT -> publishFlippedBit();
      case UNKNOWN_KEY -> publishSignedByStranger();
      case OLDER_VERSION -> retain(topics.timestamp(MODEL), firstTimestamp);
      case OTHER_FEATURE_SCHEMA -> {
        ModelPackage release = next("[9,10)");
        publisher.publishPackage(release);
        sign(ReleaseTarget.of(manifest(release), MODEL));
      }
      case UNKNOWN_MANIFEST_SCHEMA -> publishUnknownSchema();
    }
  }

  /**
   * Asks a gateway over MQTT, as an application beside it would.
   *
   * @param gateway the gateway's id
   * @param id the identifier of the request, which {@code request} has too
   * @param request the JSON document of the request
   * @return the JSON document of the answer
   */
  @SuppressWarnings("try") // the subscription ends with the block
  public String ask(String gateway, String id, String request) throws Exception {
    String prefix = Topics.DEFAULT_PREFIX + "/gateways/" + gateway;
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    try (Subscription listening =
        carrier.subscribe(
            prefix + "/recommendations/" + id, message -> answer.complete(message.payload()))) {
      byte[] payload = request.getBytes(StandardCharsets.UTF_8);
      carrier
          .publish(new Message(prefix + "/requests", payload, false))
          .toCompletableFuture()
          .get();
      return new String(answer.get(60, TimeUnit.SECONDS), StandardCharsets.UTF_8);
    }
  }

  /** Stops the broker and starts it again; all retained messages are gone. */
  @SuppressWarnings("try") // the subscription ends with the block
  public void restartBroker() throws Exception {
    CountDownLatch lost = new CountDownLatch(1);
    CountDownLatch back = new CountDownLatch(1);
    try (Subscription listening =
        carrier.onConnection(
            up -> {
              if (!up) {
                lost.countDown();
              } else if (lost.getCount() == 0) {
                back.countDown();
              }
            })) {
      broker.stop();
      await(lost, "the publisher noticed that the broker is gone");
      broker.start();
      await(back, "the publisher is connected again");
    }
  }

  @Override
  public void close() throws IOException {
    carrier.close();
    broker.close();
  }

  private void publishFlippedBit() throws Exception {
    ModelPackage release = next("[1,2)");
    FileEntry student = student(release);
    publisher.publishPackage(release);
    byte[] chunk = new byte[student.chunkLength(1)];
    byte[] file = Files.readAllBytes(release.file(student.path()));
    System.arraycopy(file, (int) student.chunkOffset(1), chunk, 0, chunk.length);
    chunk[chunk.length / 2] ^= 1;
    retain(topics.chunk(student.sha256(), 1), chunk);
    sign(ReleaseTarget.of(manifest(release), MODEL));
  }

  private void publishSignedByStranger() throws Exception {
    TufRepository stranger =
        TufRepository.create(
            folder.resolve("stranger-" + published.size()),
            RepositorySettings.defaults(),
            Clock.systemUTC());
    ModelPackage release = next("[1,2)");
    publisher.publishPackage(release);
    stranger.addRelease(ReleaseTarget.of(manifest(release), MODEL));
    publishMetadata(stranger);
  }

  private void publishUnknownSchema() throws Exception {
    ModelPackage release = next("[1,2)");
    byte[] manifest =
        new String(manifest(release), StandardCharsets.UTF_8)
            .replace("edgestill.model/1", "edgestill.model/2")
            .getBytes(StandardCharsets.UTF_8);
    Path file = folder.resolve("unknown-schema.json");
    Files.write(file, manifest);
    String digest = Digests.sha256(manifest);
    publisher.publishPackage(release);
    publisher.publishBlob(file, digest, Chunks.DEFAULT_LENGTH);
    ReleaseTarget known = ReleaseTarget.of(manifest(release), MODEL);
    sign(
        new ReleaseTarget(
            known.path(),
            manifest.length,
            digest,
            known.name(),
            known.release(),
            known.channel(),
            known.deviceClasses(),
            known.rolloutSalt(),
            known.rolloutPercent()));
  }

  private ModelPackage next(String features) throws Exception {
    long release = published.size() + 1L;
    ModelPackage made =
        new RandomRelease(MODEL, release, ITEMS, features)
            .write(folder.resolve("releases/" + release), CHUNK_LENGTH);
    published.add(made);
    return made;
  }

  private void sign(ReleaseTarget release) throws Exception {
    repository.addRelease(release);
    publishMetadata(repository);
  }

  private void publishMetadata(TufRepository from) throws Exception {
    // A stranger can not replace the root that gateways start from.
    List<PublishedMetadata> metadata =
        from.published().stream()
            .filter(file -> from == repository || file.role() != Role.ROOT)
            .toList();
    publisher.publishMetadata(MODEL, metadata);
  }

  private byte[] timestamp() throws IOException {
    List<PublishedMetadata> files = repository.published();
    return files.get(files.size() - 1).content();
  }

  private void retain(String topic, byte[] payload) throws Exception {
    carrier.publish(new Message(topic, payload, true)).toCompletableFuture().get();
  }

  @SuppressWarnings("try") // the subscription ends with the block
  private void awaitConnected() throws InterruptedException {
    CountDownLatch connected = new CountDownLatch(1);
    try (Subscription listening =
        carrier.onConnection(
            up -> {
              if (up) {
                connected.countDown();
              }
            })) {
      await(connected, "the publisher is connected");
    }
  }

  private static void await(CountDownLatch latch, String what) throws InterruptedException {
    if (!latch.await(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("waited in vain until " + what);
    }
  }

  private static FileEntry student(ModelPackage release) {
    return release.manifest().file(ModelPackage.STUDENT).orElseThrow();
  }

  private static byte[] manifest(ModelPackage release) throws IOException {
    return Files.readAllBytes(release.folder().resolve(ModelPackage.MANIFEST));
  }
}
