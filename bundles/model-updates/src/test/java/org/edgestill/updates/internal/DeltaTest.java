package org.edgestill.updates.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.edgestill.api.model.ModelEvent;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.api.update.UpdateStatus;
import org.edgestill.model.Chunks;
import org.edgestill.model.DeltaEntry;
import org.edgestill.model.Digests;
import org.edgestill.model.FileEntry;
import org.edgestill.model.ModelPackage;
import org.edgestill.model.XorDelta;
import org.edgestill.model.io.DurableFiles;
import org.edgestill.testbed.EmbeddedBroker;
import org.edgestill.testbed.RandomRelease;
import org.edgestill.updates.internal.UpdateSettings.Transfer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Release 1 serves; release 2 differs a little, and there is a delta of its student. */
@Timeout(180)
class DeltaTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final EmbeddedBroker BROKER = new EmbeddedBroker(Path.of("target", "broker"));
  private static final RandomRelease FIRST = RandomRelease.of(Fleet.MODEL, 1, 400);

  @TempDir private Path folder;
  private Fleet fleet;
  private Requests requests;
  private ModelPackage first;

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
    deadline(Duration.ofMinutes(10));
    first = fleet.publish(FIRST);
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

  @Test
  void aGatewayThatHasTheBaseFetchesTheDeltaInstead() throws Exception {
    ModelPackage second = fleet.publish(FIRST.trainedFurther(), List.of(first));
    FileEntry student = student(second);
    assertThat(student.deltas()).hasSize(1);
    fleet.start();
    awaitCommitted(2);

    assertThat(fleet.carrier.chunks())
        .containsAll(topics(delta(second)))
        .doesNotContainAnyElementsOf(newTopics(student));
    assertThat(delta(second).length()).isLessThan(student.length() / 2);
    assertThat(requests.lost()).isEmpty();
  }

  @Test
  void aGatewayWithoutTheBaseFetchesTheFile() throws Exception {
    fleet.publish(2);
    fleet.start();
    awaitCommitted(2);
    fleet.publish(3);
    awaitCommitted(3);
    // release 1 is gone from this gateway, and with it every chunk
    ModelPackage fourth =
        fleet.publish(FIRST.trainedFurther().trainedFurther().trainedFurther(), List.of(first));
    assertThat(student(fourth).deltas()).hasSize(1);
    awaitCommitted(4);

    assertThat(fleet.carrier.chunks())
        .containsAll(newTopics(student(fourth)))
        .doesNotContainAnyElementsOf(topics(delta(fourth)));
  }

  @Test
  void stoppedAfterSomeChunks_itGoesOnWithTheRestOfTheDelta() throws Exception {
    ModelPackage second = fleet.publish(FIRST.trainedFurther(), List.of(first));
    List<String> all = topics(delta(second));
    assertThat(all).hasSizeGreaterThan(1);
    String last = all.get(all.size() - 1);
    fleet.start();
    fleet.carrier.disturb(
        (chunk, to) -> {
          if (!chunk.topic().equals(last)) {
            to.received(chunk);
          }
        });
    await()
        .atMost(PATIENCE)
        .until(() -> status().bytesTotal() - status().bytesDone() == lastLength(second));
    fleet.stop();

    fleet.start();
    awaitCommitted(2);
    assertThat(fleet.carrier.chunks()).containsExactly(last);
  }

  @Test
  void aBaseOfTheRightSizeWithOtherContentIsNoticedBeforeAnythingIsFetched() throws Exception {
    ModelPackage second = fleet.publish(FIRST.trainedFurther(), List.of(first));
    Path installed =
        folder
            .resolve("models/films/releases")
            .resolve(first.id().digest())
            .resolve("student.onnx");
    byte[] content = Files.readAllBytes(installed);
    content[content.length / 2] ^= 1;
    Files.write(installed, content);
    fleet.start();

    awaitCommitted(2);
    assertThat(told(RefusalCode.BASE_MISMATCH)).hasSize(1);
    assertThat(fleet.carrier.chunks()).doesNotContainAnyElementsOf(topics(delta(second)));
    counted(21, 1);
  }

  @Test
  void aDeltaThatLeadsElsewhereIsTriedOnce_andTheFileIsFetched() throws Exception {
    ModelPackage second =
        publishWithDelta(
            base -> {
              // a sound delta, but of another file
              Path other = write(FIRST.trainedFurther().trainedFurther());
              Path delta = folder.resolve("elsewhere");
              XorDelta.encode(base, other, delta);
              return delta;
            });
    String late = newTopics(student(second)).get(0);
    fleet.start();
    fleet.carrier.disturb(
        (chunk, to) -> {
          if (!chunk.topic().equals(late)) {
            to.received(chunk);
          }
        });
    await().atMost(PATIENCE).until(() -> fleet.carrier.chunks().contains(late));
    assertThat(fleet.carrier.chunks()).containsAll(topics(delta(second)));
    fleet.stop();
    assertThat(told(RefusalCode.HASH_MISMATCH)).hasSize(1);

    fleet.start();
    awaitCommitted(2);
    assertThat(fleet.carrier.chunks())
        .contains(late)
        .doesNotContainAnyElementsOf(topics(delta(second)));
    counted(22, 1);
  }

  @Test
  void aDeltaThatIsNoneIsTriedOnce_andTheFileIsFetched() throws Exception {
    ModelPackage second =
        publishWithDelta(base -> Files.write(folder.resolve("nonsense"), new byte[5_000]));
    fleet.start();
    awaitCommitted(2);

    assertThat(told(RefusalCode.HASH_MISMATCH)).hasSize(1);
    assertThat(topics(delta(second)))
        .allSatisfy(topic -> assertThat(fleet.carrier.deliveries(topic)).isEqualTo(1));
    counted(22, 1);
  }

  @Test
  void aDeltaThatDoesNotComeIsGivenUp_andTheFileIsFetched() throws Exception {
    deadline(Duration.ofMillis(100));
    ModelPackage second = fleet.publish(FIRST.trainedFurther(), List.of(first));
    Set<String> lost = Set.copyOf(topics(delta(second)));
    fleet.start();
    fleet.carrier.disturb(
        (chunk, to) -> {
          if (!lost.contains(chunk.topic())) {
            to.received(chunk);
          }
        });

    awaitCommitted(2);
    assertThat(fleet.carrier.chunks()).containsAll(newTopics(student(second)));
    counted(22, 1);
  }

  /** Makes the delta of the student that the second release lists. */
  @FunctionalInterface
  private interface DeltaMaker {
    Path make(Path base) throws Exception;
  }

  private ModelPackage publishWithDelta(DeltaMaker maker) throws Exception {
    ModelPackage second = fleet.write(FIRST.trainedFurther());
    FileEntry before = student(first);
    Path content = maker.make(first.file(ModelPackage.STUDENT));
    UnaryOperator<FileEntry> add =
        file -> file.path().equals(ModelPackage.STUDENT) ? withDelta(file, before, content) : file;
    DurableFiles.write(
        second.folder().resolve(ModelPackage.MANIFEST),
        second.manifest().withFiles(second.manifest().files().stream().map(add).toList()).toJson());
    ModelPackage complete = ModelPackage.open(second.folder());
    fleet.publish(complete, delta -> content);
    return complete;
  }

  private static FileEntry withDelta(FileEntry file, FileEntry base, Path content) {
    try {
      return file.withDeltas(
          List.of(
              new DeltaEntry(
                  base.sha256(),
                  XorDelta.CODEC,
                  Files.size(content),
                  Digests.sha256(content),
                  Chunks.digests(content, file.chunkLength()))));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Path write(RandomRelease release) throws Exception {
    return fleet.write(release).file(ModelPackage.STUDENT);
  }

  private void deadline(Duration deadline) {
    fleet.settings =
        Gateway.withTransfer(
            fleet.settings, new Transfer(4, deadline, 5, Duration.ofSeconds(10), 1L << 30, 0));
  }

  private static FileEntry student(ModelPackage release) {
    return release.manifest().file(ModelPackage.STUDENT).orElseThrow();
  }

  private static DeltaEntry delta(ModelPackage release) {
    return student(release).deltas().get(0);
  }

  private static long lastLength(ModelPackage release) {
    return delta(release).length() % Fleet.CHUNK;
  }

  /** The chunks of a student that are not in release 1 anyway. */
  private List<String> newTopics(FileEntry file) {
    return IntStream.range(0, file.chunks().size())
        .filter(n -> !student(first).chunks().contains(file.chunks().get(n)))
        .mapToObj(n -> fleet.topics.chunk(file.sha256(), n))
        .toList();
  }

  private List<String> topics(DeltaEntry delta) {
    return IntStream.range(0, delta.chunks().size())
        .mapToObj(n -> fleet.topics.chunk(delta.sha256(), n))
        .toList();
  }

  private List<ModelEvent.Refused> told(RefusalCode code) {
    return fleet.events.stream()
        .filter(ModelEvent.Refused.class::isInstance)
        .map(ModelEvent.Refused.class::cast)
        .filter(refused -> refused.code() == code)
        .toList();
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
}
