package org.edgestill.updates.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.api.update.UpdateState;
import org.edgestill.api.update.UpdateStatus;
import org.edgestill.model.FileEntry;
import org.edgestill.model.ModelPackage;
import org.edgestill.mqtt.client.MqttCarrier;
import org.edgestill.testbed.EmbeddedBroker;
import org.edgestill.testbed.Line;
import org.edgestill.trust.ReleaseTarget;
import org.edgestill.updates.internal.UpdateSettings.Transfer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Release 1 serves; the transfer of release 2 is disturbed in every way that a network knows. */
@Timeout(180)
class TransferTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final EmbeddedBroker BROKER = new EmbeddedBroker(Path.of("target", "broker"));

  @TempDir private Path folder;
  private Fleet fleet;
  private Requests requests;

  @BeforeAll
  static void startBroker() throws IOException {
    BROKER.start();
  }

  @AfterAll
  static void stopBroker() throws IOException {
    BROKER.close();
  }

  @BeforeEach
  void theFirstReleaseServes() throws Exception {
    fleet = new Fleet(BROKER, folder);
    // what is not disturbed on purpose is never late, however slow this machine is
    transfer(4, LONG, 0, 1L << 30);
    fleet.publish(1);
    fleet.start();
    awaitCommitted(1);
    fleet.stop();
    requests = Requests.to(Objects.requireNonNull(fleet.inference)::recommender);
  }

  @AfterEach
  void close() {
    requests.close();
    fleet.close();
  }

  private void transfer(int window, Duration deadline, long bytesPerSecond, long maxTotal) {
    fleet.settings =
        Gateway.withTransfer(
            fleet.settings,
            new Transfer(window, deadline, 5, Duration.ofSeconds(10), maxTotal, bytesPerSecond));
  }

  @Test
  void chunksThatComeTwiceAndInAnyOrderAreWrittenOnce() throws Exception {
    Map<String, Integer> writes = new ConcurrentHashMap<>();
    fleet.writer =
        (file, offset, content) -> {
          writes.merge(file.getFileName() + "@" + offset, 1, Integer::sum);
          Staging.writeToDisk(file, offset, content);
        };
    fleet.publish(2);
    Random random = new Random(1);
    ScheduledExecutorService late = Executors.newSingleThreadScheduledExecutor();
    try {
      fleet.start();
      fleet.carrier.disturb(
          (chunk, to) -> {
            for (int time = 0; time < 2; time++) {
              late.execute(() -> to.received(chunk));
              var unused =
                  late.schedule(
                      () -> to.received(chunk), random.nextInt(20), TimeUnit.MILLISECONDS);
            }
          });
      awaitCommitted(2);
    } finally {
      late.shutdownNow();
    }

    assertThat(writes).hasSizeGreaterThan(20);
    assertThat(writes.values()).containsOnly(1);
    counted(12, writes.size());
  }

  @Test
  void aChunkThatIsNotDeliveredIsAskedForAgain() throws Exception {
    transfer(16, Duration.ofMillis(100), 0, 1L << 30);
    fleet.publish(2);
    Map<String, Integer> deliveries = new ConcurrentHashMap<>();
    fleet.start();
    fleet.carrier.disturb(
        (chunk, to) -> {
          if (deliveries.merge(chunk.topic(), 1, Integer::sum) > 1) {
            to.received(chunk);
          }
        });

    awaitCommitted(2);
    assertThat(deliveries.values()).allMatch(times -> times > 1);
    counted(15, deliveries.size());
  }

  @Test
  void theWindowIsKept() throws Exception {
    transfer(3, LONG, 0, 1L << 30);
    fleet.publish(2);
    fleet.start();
    awaitCommitted(2);

    assertThat(fleet.carrier.mostAsked()).isEqualTo(3);
  }

  @Test
  void theRateIsKept() throws Exception {
    ModelPackage second = fleet.publish(2);
    long bytes = second.manifest().file(ModelPackage.STUDENT).orElseThrow().length();
    transfer(16, LONG, bytes, 1L << 30);
    long start = System.nanoTime();
    fleet.start();
    awaitCommitted(2);

    // the last chunk is asked for when those before it are paid for
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(500));
  }

  @Test
  void aWrongChunkAloneIsFetchedAgain_untilTheTransferBacksOff() throws Exception {
    ModelPackage second = withoutMetadata(2);
    byte[] wrong = fleet.chunk(second, 3);
    wrong[7] ^= 1;
    fleet.replaceChunk(second, 3, wrong);
    announce(second);
    fleet.start();

    awaitRefused(RefusalCode.HASH_MISMATCH, "does not have the SHA-256");
    assertThat(fleet.carrier.deliveries(topic(second, 3)))
        .isEqualTo(fleet.settings.transfer().badChunks());
    assertThat(fleet.carrier.chunks())
        .filteredOn(topic -> !topic.equals(topic(second, 3)))
        .allMatch(topic -> fleet.carrier.deliveries(topic) == 1);
    assertThat(fleet.carrier.asked()).isZero();
    counted(13, fleet.settings.transfer().badChunks());
  }

  @Test
  void aMessageThatIsLargerThanDeclaredIsNotKept() throws Exception {
    ModelPackage second = withoutMetadata(2);
    fleet.replaceChunk(second, 3, new byte[1_000_000]);
    announce(second);
    fleet.start();

    awaitRefused(RefusalCode.HASH_MISMATCH, "has 1000000 bytes instead of " + Fleet.CHUNK);
    counted(14, 1);
  }

  @Test
  void ofAReleaseThatIsLargerThanAllowedOnlyTheManifestIsFetched() throws Exception {
    transfer(4, LONG, 0, 10_000);
    fleet.publish(2);
    fleet.start();

    awaitRefused(RefusalCode.LENGTH_EXCEEDED, "allowed are 10000");
    assertThat(fleet.carrier.chunks()).hasSize(1);
    counted(14, 1);
  }

  @Test
  void cutAfterEveryChunk_itGoesOnWithWhatIsLacking() throws Exception {
    fleet.publish(2);
    AtomicInteger cuts = new AtomicInteger();
    try (Line cable = new Line(BROKER.uri());
        MqttCarrier line = Fleet.connect(cable.uri(), fleet.topics.prefix() + "-cable")) {
      fleet.start(line);
      fleet.carrier.afterChunk(
          n -> {
            cuts.incrementAndGet();
            cable.cut();
          });
      awaitCommitted(2);
      fleet.stop();
    }
    int chunks = fleet.carrier.chunks().size();
    assertThat(cuts).hasValue(chunks).hasValueGreaterThan(20);
    int deliveries = fleet.carrier.chunks().stream().mapToInt(fleet.carrier::deliveries).sum();
    assertThat(deliveries).isLessThanOrEqualTo(chunks + cuts.get() * 4);
    counted(16, cuts.get());
  }

  @Test
  void afterARestartOfABrokerThatRemembers_nobodyNeedsToPublishAgain() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.persistent(folder.resolve("broker"))) {
      broker.start();
      Path own = Files.createDirectory(folder.resolve("own"));
      try (Fleet other = new Fleet(broker, own)) {
        ModelPackage release = other.write(1);
        other.publisher().publishPackage(release);
        byte[] right = other.chunk(release, 2);
        other.replaceChunk(release, 2, new byte[0]);
        other.repository.addRelease(ReleaseTarget.of(Fleet.manifest(release), Fleet.CHANNEL));
        other.publishMetadata();
        other.start();
        int total = Fleet.chunks(release);
        await().atMost(PATIENCE).until(() -> other.carrier.chunks().size() == total - 1);

        broker.stop();
        broker.start();
        await().atMost(PATIENCE).until(() -> other.publishing.connected());
        other.replaceChunk(release, 2, right);

        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    Objects.requireNonNull(other.updates).status().state()
                        == UpdateState.COMMITTED);
        assertThat(other.carrier.chunks()).hasSize(total);
      }
    }
    counted(16, 1);
  }

  @Test
  @Timeout(900)
  void whatManyFailedTransfersLeaveIsBounded() throws Exception {
    int transfers = Math.min(100, Integer.getInteger("edgestill.faults.points", 5));
    fleet.start();
    for (int release = 2; release <= 1 + transfers; release++) {
      ModelPackage next = withoutMetadata(release);
      fleet.replaceChunk(next, 0, new byte[0]);
      announce(next);
      int current = release;
      await()
          .pollInterval(Duration.ofMillis(5))
          .atMost(PATIENCE)
          .until(this::status, now -> now.release() == current && now.bytesDone() > 0);
      assertThat(Gateway.entries(fleet.settings.home().resolve("staging"))).isLessThanOrEqualTo(1);
    }
    fleet.publish(2 + transfers);
    awaitCommitted(2 + transfers);
    assertThat(Gateway.entries(fleet.settings.home().resolve("staging"))).isZero();
    assertThat(fleet.registry().installed()).hasSize(2);
    counted(20, transfers);
  }

  @Test
  void aReportThatIsNotSentChangesNothing_andIsSentLater() throws Exception {
    Queue<String> reports = new ConcurrentLinkedQueue<>();
    fleet.publishing.subscribe(
        fleet.topics.status(Fleet.GATEWAY), m -> reports.add(new String(m.payload(), UTF_8)));
    fleet.publish(2);
    fleet.start(new MuteCarrier(fleet.connection));
    awaitCommitted(2);
    assertThat(fleet.serving()).isEqualTo(2);
    assertThat(reports).noneMatch(report -> report.contains("\"release\":2"));
    fleet.stop();

    fleet.start();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(reports)
                    .anyMatch(
                        r -> r.contains("\"state\":\"COMMITTED\"") && r.contains("\"release\":2")));
    assertThat(fleet.serving()).isEqualTo(2);
    counted(26, 1);
  }

  private ModelPackage withoutMetadata(long release) throws Exception {
    ModelPackage written = fleet.write(release);
    fleet.publisher().publishPackage(written);
    return written;
  }

  private void announce(ModelPackage release) throws Exception {
    fleet.repository.addRelease(ReleaseTarget.of(Fleet.manifest(release), Fleet.CHANNEL));
    fleet.publishMetadata();
  }

  private String topic(ModelPackage release, int chunk) {
    FileEntry student = release.manifest().file(ModelPackage.STUDENT).orElseThrow();
    return fleet.topics.chunk(student.sha256(), chunk);
  }

  private void counted(int faultCase, int tries) {
    requests.awaitMore();
    assertThat(requests.lost()).isEmpty();
    FaultLog.count(faultCase, tries, requests);
  }

  private UpdateStatus status() {
    return Objects.requireNonNull(fleet.updates).status();
  }

  private void awaitCommitted(long release) {
    Gateway.awaitCommitted(this::status, release);
  }

  private void awaitRefused(RefusalCode code, String message) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              UpdateStatus.Refusal last = status().lastRefusal();
              if (last == null) {
                throw new AssertionError("nothing was refused");
              }
              assertThat(last.code()).isEqualTo(code);
              assertThat(last.message()).contains(message);
            });
    assertThat(fleet.serving()).isEqualTo(1);
  }
}
