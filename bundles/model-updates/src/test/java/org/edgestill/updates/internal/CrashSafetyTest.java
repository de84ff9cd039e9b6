package org.edgestill.updates.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.edgestill.model.ModelPackage;
import org.edgestill.testbed.EmbeddedBroker;
import org.edgestill.testbed.RandomRelease;
import org.edgestill.updates.internal.FaultyDisk.Change;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A gateway that serves release 1 updates itself to release 2, and a fault strikes: at every single
 * change of its disk, found by counting those of a whole update. Whatever the fault, exactly the
 * old or exactly the new release serves, no request is lost, and the update is brought to its end.
 *
 * <p>By default some of the points are tried; with {@code -Pfaults} all are.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class CrashSafetyTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final EmbeddedBroker BROKER = new EmbeddedBroker(Path.of("target", "broker"));

  @TempDir private static Path home;
  private static Fleet fleet;
  private static Path before;
  private static int changes;

  @BeforeAll
  static void serveTheFirstAndPublishTheSecond() throws Exception {
    BROKER.start();
    before = Files.createDirectory(home.resolve("before"));
    fleet = new Fleet(BROKER, before);
    fleet.closeRegistry();
    RandomRelease release = RandomRelease.of(Fleet.MODEL, 1, 400);
    ModelPackage first = fleet.publish(release);
    try (Gateway gateway = gateway(before)) {
      gateway.start().awaitCommitted(1);
    }
    // so faults also strike while the delta is fetched and applied
    ModelPackage second = fleet.publish(release.trainedFurther(), List.of(first));
    assertThat(second.manifest().file(ModelPackage.STUDENT).orElseThrow().deltas()).hasSize(1);
    Path whole = copy("whole");
    Process process = DoomedGateway.start(whole, BROKER.uri(), fleet.topics, 0);
    assertThat(process.waitFor()).as(() -> output(whole)).isZero();
    changes = Integer.parseInt(Files.readAllLines(whole.resolve("changes.txt")).get(0));
    assertThat(changes).isGreaterThan(100);
  }

  @AfterAll
  static void stop() throws IOException {
    fleet.close();
    BROKER.close();
  }

  static IntStream fewPoints() {
    return points(6);
  }

  static IntStream points() {
    return points(12);
  }

  private static IntStream points(int few) {
    FaultPoints points = FaultPoints.of(changes, few);
    System.out.printf(
        "An update makes %d changes of the disk, and a fault strikes at %d of them%n",
        changes, points.size());
    return points.stream();
  }

  static Stream<Arguments> failures() {
    return Stream.of(Failure.values())
        .flatMap(failure -> points(6).mapToObj(at -> Arguments.of(failure, at)));
  }

  @ParameterizedTest(name = "at change {0}")
  @MethodSource("fewPoints")
  void killed_theOldOrTheNewModelServes_andTheUpdateIsBroughtToItsEnd(int at) throws Exception {
    Path folder = copy("killed-" + at);
    Process process = DoomedGateway.start(folder, BROKER.uri(), fleet.topics, at);
    assertThat(process.waitFor()).as(() -> output(folder)).isEqualTo(DoomedGateway.KILLED);

    try (Gateway next = gateway(folder)) {
      assertRecovers(next, folder);
    }
  }

  /** What the process had not forced to disk is lost besides. */
  @ParameterizedTest(name = "at change {0}")
  @MethodSource("points")
  void afterAPowerCut_theOldOrTheNewModelServes_andTheUpdateIsBroughtToItsEnd(int at)
      throws Exception {
    Path folder = copy("cut-" + at);
    FaultyDisk disk = new FaultyDisk();
    AtomicBoolean cut = new AtomicBoolean();
    disk.fault(
        change -> {
          if (change.number() == at) {
            change.half().write();
            disk.losePower();
            cut.set(true);
          }
          if (change.number() >= at) {
            throw new IOException("there is no power");
          }
        });
    try (Gateway gateway = gateway(disk.path(folder))) {
      gateway.start();
      // the last changes are those of an orderly end
      await().atMost(PATIENCE).until(() -> cut.get() || committed(gateway));
    }
    assertThat(cut).isTrue();

    try (Gateway next = gateway(folder)) {
      assertRecovers(next, folder);
    }
  }

  private static void assertRecovers(Gateway next, Path folder) throws IOException {
    assertThat(next.serving()).isIn(1L, 2L);
    next.requests.awaitMore();
    next.start().awaitCommitted(2);
    assertSound(next, folder);
    FaultLog.count(18, 1, next.requests);
  }

  /** How the disk fails. */
  enum Failure {
    /** One change fails, as on a bad sector. */
    IO_ERROR,
    /** From one change on all fail, as when the file system is remounted read-only. */
    READ_ONLY,
    /** From one change on there is no room. */
    DISK_FULL;

    boolean strikes(Change change, int at) {
      return switch (this) {
        case IO_ERROR -> change.number() == at;
        case READ_ONLY -> change.number() >= at;
        case DISK_FULL -> change.number() >= at && change.kind().needsRoom();
      };
    }

    IOException problem() {
      return new IOException(this == DISK_FULL ? "No space left on device" : "Input/output error");
    }
  }

  @ParameterizedTest(name = "{0} at change {1}")
  @MethodSource("failures")
  void whileTheDiskFails_theModelInServiceAnswers_andAfterwardsTheUpdateIsBroughtToItsEnd(
      Failure failure, int at) throws Exception {
    Path folder = copy(failure + "-" + at);
    FaultyDisk disk = new FaultyDisk();
    AtomicInteger struck = new AtomicInteger();
    Path watched = disk.path(folder);
    disk.fault(
        change -> {
          if (failure.strikes(change, at)) {
            struck.incrementAndGet();
            throw failure.problem();
          }
        });
    try (Gateway gateway = gateway(watched)) {
      gateway.start();
      // it tries again and again, unless all that is left can be done without the disk's help
      await()
          .atMost(PATIENCE)
          .until(() -> struck.get() >= (failure == Failure.IO_ERROR ? 1 : 5) || committed(gateway));
      assertThat(gateway.serving()).isIn(1L, 2L);
      assertThat(Gateway.entries(folder.resolve("updates/films/staging"))).isLessThanOrEqualTo(1);
      gateway.requests.awaitMore();

      disk.fault(change -> {});
      gateway.updates.check();
      gateway.awaitCommitted(2);
      assertSound(gateway, folder);
      FaultLog.count(19, Math.min(1, struck.get()), gateway.requests);
    }
  }

  private static boolean committed(Gateway gateway) {
    return Gateway.isCommitted(gateway.status(), 2);
  }

  /** Everything is answered, and nothing lies about. */
  private static void assertSound(Gateway gateway, Path folder) {
    gateway.requests.awaitMore();
    assertThat(gateway.requests.lost()).isEmpty();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(Gateway.entries(folder.resolve("updates/films/staging"))).isZero();
              assertThat(Gateway.entries(folder.resolve("models/films/releases"))).isEqualTo(2);
            });
    assertThat(gateway.inference.registry().installed()).hasSize(2);
  }

  private static Gateway gateway(Path folder) {
    return new Gateway(
        Gateway.settings(folder, before.resolve("root.json"), fleet.topics),
        folder.resolve("models"),
        fleet.connection);
  }

  private static Path copy(String name) throws IOException {
    Path folder = Files.createDirectory(home.resolve(name));
    for (String part : new String[] {"models", "updates"}) {
      Gateway.copy(before.resolve(part), folder.resolve(part));
    }
    Files.copy(before.resolve("root.json"), folder.resolve("root.json"));
    return folder;
  }

  private static String output(Path folder) {
    try {
      return Files.readString(folder.resolve("stderr.txt"))
          + Files.readString(folder.resolve("stdout.txt"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
