package org.edgestill.updates.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.edgestill.api.model.ModelEvent;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.api.update.Transferred;
import org.edgestill.api.update.UpdateState;
import org.edgestill.api.update.UpdateStatus;
import org.edgestill.model.ModelPackage;
import org.edgestill.testbed.EmbeddedBroker;
import org.edgestill.trust.PublishedMetadata;
import org.edgestill.trust.ReleaseTarget;
import org.edgestill.trust.Role;
import org.edgestill.updates.internal.UpdateRecord.Watch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole updates, from a signed repository over a real broker into the real registry. */
@Timeout(180)
class UpdateServiceTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final EmbeddedBroker BROKER = new EmbeddedBroker(Path.of("target", "broker"));

  @TempDir Path folder;
  private Fleet fleet;

  @BeforeAll
  static void startBroker() throws IOException {
    BROKER.start();
  }

  @AfterAll
  static void stopBroker() throws IOException {
    BROKER.close();
  }

  @BeforeEach
  void setUp() throws Exception {
    fleet = new Fleet(BROKER, folder);
  }

  @AfterEach
  void tearDown() {
    fleet.close();
  }

  @Test
  void aPublishedReleaseIsPutInService_andReported() throws Exception {
    Queue<String> reports = new ConcurrentLinkedQueue<>();
    fleet.publishing.subscribe(
        fleet.topics.status(Fleet.GATEWAY), m -> reports.add(new String(m.payload(), UTF_8)));
    ModelPackage release = fleet.publish(1);
    fleet.start();

    awaitCommitted(1);

    assertThat(fleet.serving()).isEqualTo(1);
    assertThat(fleet.carrier.chunks()).hasSize(Fleet.chunks(release));
    assertThat(fleet.moves)
        .containsExactly(
            "films 1 DISCOVERED",
            "films 1 FETCHING",
            "films 1 VERIFIED",
            "films 1 STAGED",
            "films 1 PROBED",
            "films 1 PROBATION",
            "films 1 COMMITTED");
    Transferred transferred = fleet.updates().transferred();
    assertThat(transferred.chunks()).isEqualTo(Fleet.chunks(release));
    assertThat(transferred.wrongChunks()).isZero();
    assertThat(transferred.bytes())
        .isEqualTo(release.manifest().totalLength() + Fleet.manifest(release).length);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(reports)
                    .anySatisfy(
                        r ->
                            assertThat(r)
                                .contains("\"state\":\"COMMITTED\"")
                                .contains("\"digest\":\"" + release.id().digest() + "\"")));
  }

  @Test
  void aReleaseThatIsPublishedLaterReplacesIt_andEqualChunksAreNotFetchedAgain() throws Exception {
    ModelPackage first = fleet.publish(1);
    fleet.start();
    awaitCommitted(1);

    int before = fleet.carrier.chunks().size();
    ModelPackage second = fleet.publish(2);
    awaitCommitted(2);

    HashSet<String> known = new HashSet<>();
    first.manifest().files().forEach(file -> known.addAll(file.chunks()));
    long lacking =
        second.manifest().files().stream()
            .flatMap(file -> file.chunks().stream())
            .filter(chunk -> !known.contains(chunk))
            .count();
    assertThat(lacking).isLessThan(Fleet.chunks(second) - 1);
    assertThat(fleet.carrier.chunks()).hasSize(Math.toIntExact(before + lacking + 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 20})
  void stoppedAfterSomeChunks_itResumesAndFetchesOnlyWhatIsLacking(int k) throws Exception {
    ModelPackage release = fleet.publish(1);
    int total = Fleet.chunks(release);
    assertThat(total).isGreaterThan(21);
    fleet.start();
    CountDownLatch reached = new CountDownLatch(k);
    fleet.carrier.afterChunk(n -> reached.countDown());
    assertThat(reached.await(60, TimeUnit.SECONDS)).isTrue();
    fleet.stop();

    fleet.start();
    awaitCommitted(1);

    // what had come, but was not stored yet, is at most a window
    int window = fleet.settings.transfer().window();
    assertThat(fleet.carrier.chunks()).hasSizeLessThanOrEqualTo(total - k + window);
  }

  @Test
  void aTamperedChunkIsRefused_whileTheOldModelServesOn_andCuredByTheRightOne() throws Exception {
    fleet.publish(1);
    fleet.start();
    awaitCommitted(1);
    ModelPackage second = fleet.write(2);
    byte[] right = fleet.chunk(second, 3);
    byte[] wrong = right.clone();
    wrong[100] ^= 1;
    fleet.publisher().publishPackage(second);
    fleet.replaceChunk(second, 3, wrong);
    fleet.repository.addRelease(ReleaseTarget.of(Fleet.manifest(second), Fleet.CHANNEL));
    fleet.publishMetadata();

    awaitRefused(2, RefusalCode.HASH_MISMATCH);
    assertThat(fleet.serving()).isEqualTo(1);
    assertThat(status().state()).isEqualTo(UpdateState.COMMITTED);
    assertThat(fleet.events)
        .anySatisfy(
            e ->
                assertThat(e)
                    .isInstanceOfSatisfying(
                        ModelEvent.Refused.class,
                        r -> assertThat(r.code()).isEqualTo(RefusalCode.HASH_MISMATCH)));

    fleet.replaceChunk(second, 3, right);
    updates().check();
    awaitCommitted(2);
  }

  @Test
  void aTamperedSignatureIsRefused_andNothingIsFetched() throws Exception {
    fleet.publish(1);
    fleet.start();
    awaitCommitted(1);
    int before = fleet.carrier.chunks().size();
    ModelPackage second = fleet.write(2);
    fleet.publisher().publishPackage(second);
    fleet.repository.addRelease(ReleaseTarget.of(Fleet.manifest(second), Fleet.CHANNEL));
    fleet.publishMetadata(
        fleet.repository.published().stream().map(UpdateServiceTest::tampered).toList());

    awaitRefused(0, RefusalCode.SIGNATURE_INVALID);
    assertThat(fleet.carrier.chunks()).hasSize(before);
    assertThat(fleet.serving()).isEqualTo(1);

    fleet.publishMetadata();
    awaitCommitted(2);
  }

  /** Flips a bit in the signature of the timestamp. */
  private static PublishedMetadata tampered(PublishedMetadata metadata) {
    if (metadata.role() != Role.TIMESTAMP) {
      return metadata;
    }
    String json = new String(metadata.content(), UTF_8);
    int at = json.indexOf("\"sig\":") + "\"sig\":\"".length() + 10;
    char digit = json.charAt(at) == '0' ? '1' : '0';
    String changed = json.substring(0, at) + digit + json.substring(at + 1);
    return new PublishedMetadata(Role.TIMESTAMP, metadata.version(), changed.getBytes(UTF_8));
  }

  @Test
  void anOlderReleaseIsRefused_evenIfCorrectlySigned() throws Exception {
    fleet.publish(1);
    fleet.publish(2);
    fleet.start();
    awaitCommitted(2);

    fleet.repository.removeRelease(Fleet.MODEL, 2);
    fleet.publishMetadata();

    awaitRefused(1, RefusalCode.ROLLBACK_ATTACK);
    assertThat(fleet.serving()).isEqualTo(2);
  }

  @Test
  void aReleaseOfAnotherChannelIsRefused() throws Exception {
    ModelPackage release = fleet.write(1);
    fleet.publisher().publishPackage(release);
    fleet.repository.addRelease(ReleaseTarget.of(Fleet.manifest(release), "beta"));
    fleet.publishMetadata();
    fleet.start();

    awaitRefused(1, RefusalCode.WRONG_TARGET);
    assertThat(fleet.carrier.chunks()).isEmpty();
    assertThat(status().state()).isEqualTo(UpdateState.IDLE);
  }

  @Test
  void aNewerReleaseSupersedesATransferThatIsUnderWay() throws Exception {
    ModelPackage first = fleet.write(1);
    fleet.publisher().publishPackage(first);
    fleet.replaceChunk(first, 0, new byte[0]);
    fleet.repository.addRelease(ReleaseTarget.of(Fleet.manifest(first), Fleet.CHANNEL));
    fleet.publishMetadata();
    fleet.start();
    int allButOne = Fleet.chunks(first) - 1;
    await().atMost(PATIENCE).until(() -> fleet.carrier.chunks().size() == allButOne);

    fleet.publish(2);
    awaitCommitted(2);

    assertThat(stagedFolders()).isEmpty();
    assertThat(fleet.registry().installed()).hasSize(1);
  }

  @Test
  void aFullDiskIsReported_stagingIsCleaned_andTheOldModelServesOn() throws Exception {
    fleet.publish(1);
    fleet.start();
    awaitCommitted(1);
    fleet.stop();
    fleet.writer =
        (file, offset, content) -> {
          if (offset >= 3L * Fleet.CHUNK) {
            throw new IOException("No space left on device");
          }
          Staging.writeToDisk(file, offset, content);
        };
    fleet.publish(2);
    fleet.start();

    awaitRefused(2, RefusalCode.DISK_FULL);
    assertThat(fleet.serving()).isEqualTo(1);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(stagedFolders()).isEmpty());
  }

  @Test
  void aBrokerThatForgotEverythingIsNoHarm_onceThePublisherIsBack() throws Exception {
    ModelPackage release = fleet.write(1);
    fleet.publisher().publishPackage(release);
    fleet.replaceChunk(release, 2, new byte[0]);
    fleet.repository.addRelease(ReleaseTarget.of(Fleet.manifest(release), Fleet.CHANNEL));
    fleet.publishMetadata();
    fleet.start();
    int total = Fleet.chunks(release);
    await().atMost(PATIENCE).until(() -> fleet.carrier.chunks().size() == total - 1);

    BROKER.stop();
    BROKER.start();
    await().atMost(PATIENCE).until(fleet.connection::connected);
    fleet.publisher().publishPackage(release);
    fleet.publishMetadata();

    awaitCommitted(1);
    assertThat(fleet.carrier.chunks()).hasSize(total);
  }

  @Test
  void aReleaseThatFailsRequestsInItsProbationIsTakenBack_andNeverComesAgain() throws Exception {
    fleet.publish(1);
    fleet.start();
    awaitCommitted(1);
    ModelPackage second = fleet.publish(2);
    awaitCommitted(2);
    fleet.stop();
    // as if the process had died twice since the release is in service, and once more now
    record(UpdateState.PROBATION, second, new Watch(0, 2, Baseline.NONE), false);
    fleet.start();

    awaitRefused(2, RefusalCode.QUARANTINED);
    assertThat(fleet.serving()).isEqualTo(1);
    assertThat(fleet.registry().installed()).hasSize(1);

    fleet.publish(3);
    awaitCommitted(3);
  }

  /** Killed in a state, with what that state leaves behind; afterwards the update is complete. */
  @ParameterizedTest
  @EnumSource(
      value = UpdateState.class,
      names = {"DISCOVERED", "FETCHING", "VERIFIED", "STAGED", "PROBED", "PROBATION"})
  void killedInAnyState_itEndsWithTheNewModel(UpdateState state) throws Exception {
    fleet.publish(1);
    fleet.start();
    awaitCommitted(1);
    fleet.stop();
    ModelPackage second = fleet.publish(2);
    boolean staged = state.compareTo(UpdateState.STAGED) >= 0;
    if (staged) {
      Path copy = folder.resolve("copy");
      Gateway.copy(second.folder(), copy);
      fleet.registry().install(copy);
    } else if (state == UpdateState.VERIFIED) {
      Gateway.copy(
          second.folder(), fleet.settings.home().resolve("staging").resolve(second.id().digest()));
    }
    Watch watch = state == UpdateState.PROBATION ? Watch.NEW : null;
    record(state, second, watch, false);

    fleet.start();

    awaitCommitted(2);
    assertThat(fleet.serving()).isEqualTo(2);
    assertThat(stagedFolders()).isEmpty();
    assertThat(fleet.carrier.chunks().isEmpty())
        .isEqualTo(state.compareTo(UpdateState.VERIFIED) >= 0);
  }

  @Test
  void whileTheRegistryIsReplacedTheUpdateWaits() throws Exception {
    fleet.publish(1);
    fleet.closeRegistry();
    fleet.start();
    fleet.publish(2);

    fleet.openRegistry();

    awaitCommitted(2);
  }

  @Test
  void withoutAUsableRootFileItSaysSoAndWaitsForIt() throws Exception {
    Path root = fleet.settings.rootFile();
    Path elsewhere = folder.resolve("elsewhere");
    Files.move(root, elsewhere);
    fleet.settings = withRetryMin(fleet.settings, Duration.ofMillis(100));
    fleet.publish(1);
    fleet.start();

    awaitProblem("there is no root file " + root);
    Files.writeString(root, "{}");
    awaitProblem("the root file " + root + " can not be used (MALFORMED");
    Files.move(elsewhere, root, StandardCopyOption.REPLACE_EXISTING);

    awaitCommitted(1);
    assertThat(fleet.updates().status().problem()).isNull();
  }

  private void awaitProblem(String beginning) {
    await()
        .atMost(PATIENCE)
        .until(() -> String.valueOf(fleet.updates().status().problem()).startsWith(beginning));
  }

  private static UpdateSettings withRetryMin(UpdateSettings s, Duration retryMin) {
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
        s.transfer(),
        s.probation(),
        s.shadow(),
        s.checkInterval(),
        retryMin,
        s.retryMax(),
        s.patience());
  }

  private void record(
      UpdateState state, ModelPackage release, @Nullable Watch watch, boolean cleanly)
      throws Exception {
    UpdateStore store = new UpdateStore(fleet.settings.home());
    UpdateRecord before = store.load();
    store.save(
        new UpdateRecord(
            state,
            ReleaseTarget.of(Fleet.manifest(release), Fleet.CHANNEL),
            before.served(),
            1,
            watch,
            Map.of(),
            null,
            cleanly));
  }

  private List<Path> stagedFolders() throws IOException {
    return new Staging(fleet.settings.home().resolve("staging"), Staging::writeToDisk).folders();
  }

  private UpdateService updates() {
    return Objects.requireNonNull(fleet.updates);
  }

  private UpdateStatus status() {
    return updates().status();
  }

  private void awaitCommitted(long release) {
    Gateway.awaitCommitted(this::status, release);
  }

  private void awaitRefused(long release, RefusalCode code) {
    Instant now = Instant.now();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              UpdateStatus.Refusal last = status().lastRefusal();
              if (last == null) {
                throw new AssertionError("nothing was refused");
              }
              assertThat(last.code()).isEqualTo(code);
              assertThat(last.release()).isEqualTo(release);
              assertThat(last.time()).isBefore(now.plus(PATIENCE));
            });
  }
}
