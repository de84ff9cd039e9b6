package org.edgestill.distiller.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.edgestill.distiller.data.InputException;
import org.edgestill.model.DeltaEntry;
import org.edgestill.model.FileEntry;
import org.edgestill.model.ModelPackage;
import org.edgestill.model.StillFile;
import org.edgestill.model.XorDelta;
import org.edgestill.mqtt.client.MqttCarrier;
import org.edgestill.mqtt.client.MqttSettings;
import org.edgestill.testbed.EmbeddedBroker;
import org.edgestill.testbed.RandomRelease;
import org.edgestill.trust.MetadataSource;
import org.edgestill.trust.ReleaseTarget;
import org.edgestill.trust.Role;
import org.edgestill.trust.TrustedReleases;
import org.edgestill.trust.TufClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real broker and the gateway's own TUF client. */
class PublishingTest {

  private static final int CHUNK = 16 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path folder;
  private final EmbeddedBroker broker;
  private final Map<String, byte[]> topics = new ConcurrentHashMap<>();

  private boolean started;

  PublishingTest(@TempDir Path folder) {
    this.folder = folder;
    this.broker = new EmbeddedBroker(folder.resolve("broker"));
  }

  @AfterEach
  void stopBroker() throws IOException {
    broker.close();
  }

  @Test
  void aPublishedReleaseIsTrustedAndComplete() throws Exception {
    byte[] root = Files.readAllBytes(SigningRepository.create(folder.resolve("tuf"), clock()));
    ModelPackage release = release(1);
    AtomicLong progress = new AtomicLong();
    try (MqttCarrier carrier = BrokerConnection.open(settings(100), folder);
        MqttCarrier gateway = listen()) {
      Publishing.Published published =
          new Publishing(settings(100), folder, clock()).publish(carrier, release, progress::set);
      assertThat(published.model()).isEqualTo(release.id());
      assertThat(published.bytes()).isEqualTo(progress.get());
      assertThat(published.bytes()).isGreaterThan(release.manifest().totalLength());

      Awaitility.await().atMost(PATIENCE).until(() -> topics.containsKey("p/tuf/test/timestamp"));
      ReleaseTarget target = newest(root).orElseThrow();
      assertThat(target.sha256()).isEqualTo(release.id().digest());
      assertThat(target.verify(blob(release.id().digest(), 1))).isEqualTo(release.manifest());
      for (FileEntry file : release.manifest().files()) {
        assertThat(blob(file.sha256(), file.chunks().size()))
            .as(file.path())
            .isEqualTo(Files.readAllBytes(release.file(file.path())));
      }
      assertThat(gateway.connected()).isTrue();
    }
  }

  @Test
  void aReleaseNumberIsNeverGivenToOtherContent() throws Exception {
    SigningRepository.create(folder.resolve("tuf"), clock());
    Publishing publishing = new Publishing(settings(100), folder, clock());
    try (MqttCarrier carrier = BrokerConnection.open(settings(100), folder)) {
      publishing.publish(carrier, release(1), bytes -> {});
      publishing.publish(carrier, release(1), bytes -> {});
      ModelPackage other = RandomRelease.of("films", 1, 60).write(folder.resolve("other"), CHUNK);
      assertThatThrownBy(() -> publishing.publish(carrier, other, bytes -> {}))
          .isInstanceOf(PublishingFailedException.class)
          .hasMessageContaining("higher release number");
    }
  }

  @Test
  void aFolderHoldsAllThatATufClientNeeds() throws Exception {
    byte[] root = Files.readAllBytes(SigningRepository.create(folder.resolve("tuf"), clock()));
    ModelPackage release = release(1);
    Path www = folder.resolve("www");
    Publishing publishing = new Publishing(settings(100, null), folder, clock());
    Publishing.Published published = publishing.publish(new FolderDestination(www), release);
    publishing.publish(new FolderDestination(www), release);
    publishing.refresh(new FolderDestination(www));

    ReleaseTarget target =
        new TufClient(fresh(), root, clock())
            .refresh(MetadataSource.folder(www.resolve("metadata")))
            .newestFor("films", "test", "any", "gateway-1")
            .orElseThrow();
    byte[] manifest =
        Files.readAllBytes(
            www.resolve("targets/films/1").resolve(target.sha256() + ".manifest.json"));
    long bytes = manifest.length;
    for (FileEntry file : target.verify(manifest).files()) {
      byte[] blob = Files.readAllBytes(www.resolve("blobs").resolve(file.sha256()));
      assertThat(blob).isEqualTo(Files.readAllBytes(release.file(file.path())));
      bytes += blob.length;
    }
    assertThat(published.bytes()).isGreaterThan(bytes);
  }

  @Test
  void aReleaseThatDiffersALittleGetsADelta_andOneDigestOnEveryWay() throws Exception {
    SigningRepository.create(folder.resolve("tuf"), clock());
    Publishing publishing = new Publishing(settings(100, null), folder, clock());
    Path www = folder.resolve("www");
    RandomRelease first = RandomRelease.of("films", 1, 200);
    ModelPackage old = first.write(folder.resolve("films-1"), CHUNK);
    publishing.publish(new FolderDestination(www), old);
    ModelPackage made = first.trainedFurther().write(folder.resolve("films-2"), CHUNK);
    StillFile.pack(made, folder.resolve("films-2.still"));

    Publishing.Published published = publishing.publish(new FolderDestination(www), made);

    assertThat(published.model()).isNotEqualTo(made.id());
    ModelPackage still =
        StillFile.unpack(folder.resolve("films-2.still"), folder.resolve("unpacked"));
    assertThat(still.id()).isEqualTo(published.model());
    FileEntry student = still.manifest().file(ModelPackage.STUDENT).orElseThrow();
    assertThat(student.deltas()).hasSize(1);
    DeltaEntry delta = student.deltas().get(0);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    XorDelta.apply(
        old.file(ModelPackage.STUDENT),
        www.resolve("blobs").resolve(delta.sha256()),
        student.length(),
        (offset, content) -> out.writeBytes(content));
    assertThat(out.toByteArray()).isEqualTo(Files.readAllBytes(made.file(ModelPackage.STUDENT)));
    // the package itself stays as it was made, and publishing it again is the same release
    assertThat(ModelPackage.open(made.folder()).id()).isEqualTo(made.id());
    assertThat(publishing.publish(new FolderDestination(www), made).model())
        .isEqualTo(published.model());
  }

  @Test
  void aReleaseIsTakenBackByAHigherOneWithTheFormerModel() throws Exception {
    SigningRepository.create(folder.resolve("tuf"), clock());
    Publishing publishing = new Publishing(settings(100, null), folder, clock());
    Destination www = new FolderDestination(folder.resolve("www"));
    ModelPackage first = release(1);
    publishing.publish(www, first);
    Publishing.Published second = publishing.publish(www, release(2), 0);
    assertThat(publishing.widen(www, second.model(), 5).rolloutPercent()).isEqualTo(5);
    assertThat(publishing.widen(www, second.model(), 1).rolloutPercent()).isEqualTo(5);

    Publishing.Published former = publishing.takeBack(www, second.model()).orElseThrow();

    assertThat(former.model().release()).isEqualTo(3);
    assertThat(publishing.offered("films", 3)).isEqualTo(100);
    assertThat(publishing.offered("films", 2)).isEqualTo(5);
    Path kept = folder.resolve("tuf/packages").resolve(former.model().digest());
    assertThat(ModelPackage.open(kept).file(ModelPackage.STUDENT))
        .hasSameBinaryContentAs(first.file(ModelPackage.STUDENT));
    assertThat(publishing.takeBack(www, first.id())).isEmpty();
  }

  @Test
  void onlyTheLastPackagesAreKept() throws Exception {
    SigningRepository.create(folder.resolve("tuf"), clock());
    Publishing publishing = new Publishing(settings(100, null), folder, clock());
    for (int release = 1; release <= 6; release++) {
      publishing.publish(new FolderDestination(folder.resolve("www")), release(release));
    }
    try (Stream<Path> kept = Files.list(folder.resolve("tuf/packages"))) {
      assertThat(kept).hasSize(3);
    }
  }

  @Test
  void refreshingKeepsReleasesTrustedAfterTheOldTimestampExpired() throws Exception {
    byte[] root = Files.readAllBytes(SigningRepository.create(folder.resolve("tuf"), clock()));
    Clock later = Clock.fixed(Instant.now().plus(Duration.ofDays(40)), ZoneOffset.UTC);
    try (MqttCarrier carrier = BrokerConnection.open(settings(100), folder);
        MqttCarrier gateway = listen()) {
      new Publishing(settings(100), folder, clock()).publish(carrier, release(1), bytes -> {});
      Instant expires = new Publishing(settings(100), folder, later).refresh(carrier);
      assertThat(expires).isAfter(later.instant());
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(new TufClient(fresh(), root, later).refresh(this::fetch).releases())
                      .hasSize(1));
      assertThat(gateway.connected()).isTrue();
    }
  }

  @Test
  void keysArePrivateAndNeverReplaced() throws IOException {
    Path repository = folder.resolve("tuf");
    Path root = SigningRepository.create(repository, clock());
    assertThat(root).exists();
    try (Stream<Path> files = Files.walk(repository.resolve("keys"))) {
      List<Path> keys = files.filter(Files::isRegularFile).toList();
      assertThat(keys).isNotEmpty();
      for (Path key : keys) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
            .isEqualTo("rw-------");
      }
    }
    assertThatThrownBy(() -> SigningRepository.create(repository, clock()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds keys already");
  }

  @Test
  void whatIsMissingIsSaid() {
    PublishSettings nowhere = settings(100, null);
    assertThatThrownBy(() -> BrokerConnection.open(nowhere, folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("publish.broker");
    PublishSettings odd = settings(100, "http://example.org");
    assertThatThrownBy(() -> BrokerConnection.open(odd, folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("tcp://");
    assertThatThrownBy(() -> SigningRepository.open(folder.resolve("tuf"), clock()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("edgestill keys");
  }

  private Optional<ReleaseTarget> newest(byte[] root) throws Exception {
    TrustedReleases releases = new TufClient(fresh(), root, clock()).refresh(this::fetch);
    return releases.newestFor("films", "test", "any", "gateway-1");
  }

  private Path fresh() throws IOException {
    return Files.createTempDirectory(folder, "store");
  }

  private Optional<byte[]> fetch(Role role, long version, int maxBytes) {
    String name = role.typeName();
    String topic =
        name.equals("timestamp") ? "p/tuf/test/timestamp" : "p/tuf/test/" + name + "/" + version;
    return Optional.ofNullable(topics.get(topic));
  }

  private byte[] blob(String sha256, int chunks) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int n = 0; n < chunks; n++) {
      String topic = "p/blobs/" + sha256 + "/" + n;
      Awaitility.await().atMost(PATIENCE).until(() -> topics.containsKey(topic));
      all.writeBytes(topics.getOrDefault(topic, new byte[0]));
    }
    return all.toByteArray();
  }

  private MqttCarrier listen() {
    MqttCarrier gateway = new MqttCarrier(MqttSettings.of(broker.uri(), "gateway"));
    gateway.subscribe("p/#", message -> topics.put(message.topic(), message.payload()));
    Awaitility.await().atMost(PATIENCE).until(gateway::connected);
    return gateway;
  }

  private ModelPackage release(long number) throws Exception {
    Path target = Files.createTempDirectory(folder, "release").resolve("package");
    return RandomRelease.of("films", number, 50).write(target, CHUNK);
  }

  /** With a broker, which takes seconds to start. */
  private PublishSettings settings(int percent) throws IOException {
    if (!started) {
      broker.start();
      started = true;
    }
    return settings(percent, broker.uri().toString());
  }

  private static PublishSettings settings(int percent, @Nullable String uri) {
    return new PublishSettings(
        "tuf", "test", uri, null, null, null, "p", "publisher", percent, List.of());
  }

  private static Clock clock() {
    return Clock.systemUTC();
  }
}
