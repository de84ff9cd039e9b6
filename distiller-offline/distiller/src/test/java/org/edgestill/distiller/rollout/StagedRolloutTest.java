package org.edgestill.distiller.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.edgestill.distiller.data.InputException;
import org.edgestill.distiller.publish.BrokerConnection;
import org.edgestill.distiller.publish.BrokerDestination;
import org.edgestill.distiller.publish.PublishSettings;
import org.edgestill.distiller.publish.Publishing;
import org.edgestill.distiller.publish.SigningRepository;
import org.edgestill.distiller.rollout.RolloutSettings.OnBreach;
import org.edgestill.distiller.run.RunListener;
import org.edgestill.model.Budgets;
import org.edgestill.model.ModelPackage;
import org.edgestill.mqtt.client.MqttCarrier;
import org.edgestill.testbed.EmbeddedBroker;
import org.edgestill.testbed.RandomRelease;
import org.edgestill.trust.Rollout;
import org.edgestill.updates.internal.RealGateway;
import org.edgestill.updates.publisher.Topics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real broker and four real gateways that serve release 1. */
@Timeout(180)
class StagedRolloutTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String MODEL = "films";
  private static final String CHANNEL = "stable";
  private static final int HALF = 50;
  private static final RandomRelease FIRST = RandomRelease.of(MODEL, 1, 100);

  private final Path folder;
  private final EmbeddedBroker broker;
  private final Map<String, RealGateway> gateways = new TreeMap<>();
  private final Queue<String> said = new ConcurrentLinkedQueue<>();
  private final Map<Integer, Map<String, Long>> servingWhenOffered = new ConcurrentHashMap<>();

  private MqttCarrier carrier;
  private Publishing publishing;
  private PublishSettings settings;

  StagedRolloutTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.broker = new EmbeddedBroker(folder.resolve("broker"));
  }

  @BeforeEach
  void theFirstReleaseServes() throws Exception {
    broker.start();
    Path root = SigningRepository.create(folder.resolve("tuf"), Clock.systemUTC());
    settings =
        new PublishSettings(
            "tuf",
            CHANNEL,
            broker.uri().toString(),
            null,
            null,
            null,
            "p",
            "publisher",
            100,
            List.of());
    publishing = new Publishing(settings, folder, Clock.systemUTC());
    carrier = BrokerConnection.open(settings, folder);
    publishing.publish(carrier, write(FIRST), bytes -> {});
    for (int i = 1; i <= 4; i++) {
      String id = "gateway-" + i;
      gateways.put(
          id,
          new RealGateway(
              folder.resolve(id), id, MODEL, CHANNEL, root, new Topics("p"), broker.uri()));
    }
    awaitAll(1);
  }

  @AfterEach
  void close() throws IOException {
    gateways.values().forEach(RealGateway::close);
    carrier.close();
    broker.close();
  }

  @Test
  void stageByStageAllGatewaysGetIt_alsoIfTheRolloutIsKilledMeanwhile() throws Exception {
    ModelPackage second = write(FIRST.trainedFurther());
    Thread killed = new Thread(() -> runUntilKilled(second));
    killed.start();
    await().atMost(PATIENCE).until(() -> said.contains("progress " + group(2)));
    killed.interrupt();
    killed.join();
    assertThat(serving()).isEqualTo(expected(2, 1));

    RolloutReport report =
        rollout(2, 1, OnBreach.ABORT)
            .run(
                () -> {
                  throw new IOException("it is published already");
                });

    assertThat(report.done()).isTrue();
    assertThat(report.succeeded()).isEqualTo(4);
    assertThat(servingWhenOffered.get(100)).isEqualTo(expected(2, 1));
    awaitAll(2);
    assertThat(rollout(2, 1, OnBreach.ABORT).run(() -> second)).isEqualTo(report);
    assertThatThrownBy(() -> rollout(1, 1, OnBreach.ABORT).run(() -> write(FIRST)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("offered to 100 %");
  }

  @Test
  void aReleaseThatFailsIsTakenBackEverywhere() throws Exception {
    ModelPackage slow = write(FIRST.trainedFurther().promising(new Budgets(1, 256)));

    RolloutReport report = rollout(2, 1, OnBreach.ABORT).run(() -> slow);

    assertThat(report.aborted()).as(said.toString()).isTrue();
    assertThat(report.percent()).isEqualTo(HALF);
    assertThat(report.returnedTo()).isEqualTo(3);
    assertThat(report.failures().values()).first().asString().startsWith("BUDGET_EXCEEDED");
    awaitAll(3);
    assertThat(publishing.offered(MODEL, 2)).isEqualTo(HALF);
    // once is enough
    assertThat(rollout(2, 1, OnBreach.ABORT).abort()).isEqualTo(report);
    assertThat(publishing.offered(MODEL, 4)).isZero();
  }

  @Test
  void aPauseIsLeftWhenSomebodyHasLooked() throws Exception {
    ModelPackage slow = write(FIRST.trainedFurther().promising(new Budgets(1, 256)));
    RolloutReport paused = rollout(2, 1, OnBreach.PAUSE).run(() -> slow);
    assertThat(paused.phase()).isEqualTo("PAUSED");
    assertThat(paused.failed()).isPositive();
    assertThat(rollout(2, 1, OnBreach.PAUSE).run(() -> slow)).isEqualTo(paused);

    // each look excuses those that failed so far; when all of the first half have, the others do
    RolloutReport again = paused;
    for (int looks = 0; looks < gateways.size() && again.percent() == HALF; looks++) {
      StagedRollout resumed = rollout(2, 1, OnBreach.PAUSE);
      resumed.resume();
      again = resumed.run(() -> slow);
    }
    assertThat(again.percent()).isEqualTo(100);
    assertThat(again.phase()).isEqualTo("PAUSED");
    assertThat(again.failures().size()).isGreaterThan(paused.failures().size());
    assertThat(rollout(2, 1, OnBreach.PAUSE).abort().returnedTo()).isEqualTo(3);
    awaitAll(3);
  }

  private void runUntilKilled(ModelPackage release) {
    try {
      rollout(2, 3600, OnBreach.ABORT).run(() -> release);
      said.add("not killed");
    } catch (InterruptedException e) {
      said.add("killed");
    } catch (Exception e) {
      said.add(e.toString());
    }
  }

  private StagedRollout rollout(long release, long soakSeconds, OnBreach onBreach)
      throws IOException {
    return new StagedRollout(
        new RolloutSettings(List.of(HALF, 100), soakSeconds, 3600, 1, 0, 0, onBreach),
        new StagedRollout.Place(
            publishing,
            new BrokerDestination(carrier, settings, bytes -> {}),
            carrier,
            "p",
            folder.resolve("rollout/" + release + ".json")),
        MODEL,
        release,
        new RunListener() {
          @Override
          public void said(String line) {
            said.add(line);
            if (line.startsWith("offered to ")) {
              servingWhenOffered.put(Integer.parseInt(line.split(" ", -1)[2]), serving());
            }
          }

          @Override
          public void progress(String task, long done, long total, String detail) {
            said.add("progress " + done);
          }
        },
        Clock.systemUTC());
  }

  /** How many gateways are in the first stage of a release. */
  private long group(long release) {
    return gateways.keySet().stream()
        .filter(id -> Rollout.includes(id, MODEL + "-" + release, HALF))
        .count();
  }

  private Map<String, Long> expected(long inTheShare, long others) {
    Map<String, Long> expected = new TreeMap<>();
    gateways
        .keySet()
        .forEach(
            id ->
                expected.put(
                    id,
                    Rollout.includes(id, MODEL + "-" + inTheShare, HALF) ? inTheShare : others));
    assertThat(expected.values()).contains(inTheShare, others);
    return expected;
  }

  private Map<String, Long> serving() {
    Map<String, Long> serving = new TreeMap<>();
    gateways.forEach((id, gateway) -> serving.put(id, gateway.committed()));
    return serving;
  }

  private void awaitAll(long release) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(serving().values()).containsOnly(release));
  }

  private ModelPackage write(RandomRelease release) throws IOException {
    try {
      return release.write(folder.resolve("package-" + release.release()), 4096);
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
