package org.edgestill.updates.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.behaviour.Behaviours;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.api.model.ShadowStatistics;
import org.edgestill.api.recommend.RecommendationRequest;
import org.edgestill.api.recommend.RecommendationResult;
import org.edgestill.api.update.UpdateState;
import org.edgestill.api.update.UpdateStatus.Refusal;
import org.edgestill.features.internal.BehaviourStore;
import org.edgestill.features.internal.StoreSettings;
import org.edgestill.inference.internal.RealRegistry;
import org.edgestill.model.Budgets;
import org.edgestill.model.ModelPackage;
import org.edgestill.testbed.EmbeddedBroker;
import org.edgestill.testbed.RandomRelease;
import org.edgestill.trust.ReleaseTarget;
import org.edgestill.updates.internal.HarmfulGateway.Harm;
import org.edgestill.updates.internal.UpdateSettings.Probation;
import org.edgestill.updates.internal.UpdateSettings.Shadow;
import org.edgestill.updates.internal.UpdateSettings.Undecided;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Release 1 is good and serves. Release 2 passes its probe, and does harm to requests: it is taken
 * back and never comes again, and no request is lost by that.
 */
@Timeout(180)
class HarmfulModelTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LONG = Duration.ofHours(1);
  private static final Probation USUAL = Probation.DEFAULT;
  private static final EmbeddedBroker BROKER = new EmbeddedBroker(Path.of("target", "broker"));

  @TempDir private Path folder;
  private Fleet fleet;
  private UpdateSettings settings;

  @BeforeAll
  static void startBroker() throws IOException {
    BROKER.start();
  }

  @AfterAll
  static void stopBroker() throws IOException {
    BROKER.close();
  }

  @BeforeEach
  void aGoodReleaseServes() throws Exception {
    fleet = new Fleet(BROKER, folder);
    fleet.closeRegistry();
    settings = Gateway.settings(folder, folder.resolve("root.json"), fleet.topics);
    fleet.publish(1);
    try (Gateway gateway = gateway(settings, () -> {}, null)) {
      gateway.start().awaitCommitted(1);
    }
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  @Test
  void oneThatKillsTheProcessIsTakenBackAfterTheThirdDeath_andNeverComesAgain() throws Exception {
    ModelPackage bad = fleet.publish(bad(new Budgets(1_000_000, 256)));
    for (int death = 1; death <= 3; death++) {
      assertThat(run(Harm.DIE)).as("death %d", death).isEqualTo(HarmfulGateway.DIED);
    }
    assertThat(run(Harm.DIE)).isEqualTo(HarmfulGateway.ROLLED_BACK);

    try (Gateway gateway = gateway(settings, HarmfulModelTest::fail, null)) {
      fleet.repository.removeRelease(Fleet.MODEL, 2);
      fleet.repository.addRelease(ReleaseTarget.of(Fleet.manifest(bad), Fleet.CHANNEL));
      fleet.publishMetadata();
      gateway.start();
      awaitRefused(gateway, RefusalCode.QUARANTINED, "rolled back on this gateway before");
      assertThat(gateway.serving()).isEqualTo(1);
      fleet.publish(3);
      gateway.awaitCommitted(3);
      gateway.requests.awaitMore();
      assertThat(gateway.requests.releases()).containsExactlyInAnyOrder(1L, 3L);
      assertThat(gateway.requests.lost()).isEmpty();
      FaultLog.count(25, 3, gateway.requests);
      FaultLog.count(28, 1, gateway.requests);
    }
  }

  @Test
  void oneThatTakesMoreMemoryThanItPromisesIsTakenBack() throws Exception {
    fleet.publish(bad(new Budgets(1_000_000, 16)));

    assertThat(run(Harm.LEAK)).isEqualTo(HarmfulGateway.ROLLED_BACK);

    Refusal refusal = Objects.requireNonNull(new UpdateStore(settings.home()).load().lastRefusal());
    assertThat(refusal.code()).isEqualTo(RefusalCode.BUDGET_EXCEEDED);
    assertThat(refusal.message()).contains("MiB or more, and 16 MiB are promised");
    FaultLog.count(24, 1, 0, 0);
  }

  @Test
  void oneThatIsSlowerThanItPromisesIsTakenBack() throws Exception {
    UpdateSettings watched = Gateway.withProbation(settings, USUAL.lasting(LONG));
    try (Gateway gateway = gateway(watched, HarmfulModelTest::dawdle, null)) {
      fleet.publish(bad(new Budgets(10_000, 256)));
      gateway.start();

      awaitRefused(gateway, RefusalCode.BUDGET_EXCEEDED, "10000 us are promised");
      await().atMost(PATIENCE).until(() -> gateway.serving() == 1);
      gateway.requests.awaitMore();
      assertThat(gateway.requests.lost()).isEmpty();
      FaultLog.count(24, 1, gateway.requests);
    }
  }

  @Test
  void inTheShadowTheSameIsFoundOut_beforeItAnswersAnybody() throws Exception {
    UpdateSettings shadowed = Gateway.withShadow(settings, new Shadow(1, LONG));
    try (Gateway gateway = gateway(shadowed, HarmfulModelTest::dawdle, null)) {
      fleet.publish(bad(new Budgets(10_000, 256)));
      gateway.start();

      awaitRefused(gateway, RefusalCode.BUDGET_EXCEEDED, "in the shadow");
      gateway.requests.awaitMore();
      assertThat(gateway.requests.releases()).containsExactly(1L);
      assertThat(gateway.requests.lost()).isEmpty();
      assertThat(gateway.inference.registry().shadow()).isEmpty();
    }
  }

  @Test
  void aGoodOneComesOutOfTheShadow() throws Exception {
    UpdateSettings shadowed = Gateway.withShadow(settings, new Shadow(0.5, Duration.ofSeconds(1)));
    try (Gateway gateway = gateway(shadowed, () -> {}, null)) {
      fleet.publish(2);
      gateway.start();

      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(10))
          .until(
              () ->
                  gateway
                      .inference
                      .registry()
                      .shadow()
                      .map(ShadowStatistics::scored)
                      .filter(scored -> scored.requests() > 0 && scored.failures() == 0)
                      .isPresent());
      gateway.awaitCommitted(2);
      assertThat(gateway.requests.lost()).isEmpty();
    }
  }

  @Test
  void oneThatIsAcceptedLessIsTakenBack() throws Exception {
    Probation accepted =
        new Probation(Duration.ZERO, LONG, Undecided.COMMIT, 3, 20, 30, 0.01, 0.5, 5, 0.1, 3.09);
    UpdateSettings watched = Gateway.withProbation(settings, accepted);
    try (BehaviourStore log =
            BehaviourStore.open(
                new StoreSettings(folder.resolve("behaviours"), 1_000, 100_000), opened -> {});
        Gateway gateway = gateway(watched, () -> {}, log)) {
      for (int user = 0; user < 50; user++) {
        visit(gateway, log, "early-" + user);
      }
      await()
          .atMost(PATIENCE)
          .until(() -> gateway.inference.registry().statistics().evidence().accepted() == 50);
      fleet.publish(2);
      gateway.start();
      await().atMost(PATIENCE).until(() -> gateway.serving() == 2);
      for (int user = 0; user < 50; user++) {
        visit(gateway, log, "late-" + user);
      }

      awaitRefused(gateway, RefusalCode.PROBE_FAILED, "were accepted, before it were 100.0 %");
      await().atMost(PATIENCE).until(() -> gateway.serving() == 1);
    }
  }

  /** A user who looks at the first thing that release 1 recommends, and at none of release 2. */
  private static void visit(Gateway gateway, BehaviourStore log, String user) {
    log.append(BehaviourEvent.of(user, RandomRelease.item(7), Behaviours.VIEW, 1_000));
    RecommendationResult result =
        gateway.inference.recommender().recommend(RecommendationRequest.of(user, 5));
    if (result.model() != null && result.model().release() == 1) {
      log.append(BehaviourEvent.of(user, result.items().get(0).item(), Behaviours.VIEW, 2_000));
    }
  }

  @Test
  void withoutTrafficItWaitsForSome_andThenDecides() throws Exception {
    fleet.settings = Gateway.withProbation(settings, undecided(LONG, Undecided.ROLL_BACK));
    fleet.openRegistry();
    fleet.publish(2);
    fleet.start();
    await().atMost(PATIENCE).until(() -> state() == UpdateState.PROBATION);

    RealRegistry inference = Objects.requireNonNull(fleet.inference);
    try (Requests requests = Requests.to(inference::recommender)) {
      await().atMost(PATIENCE).until(() -> state() == UpdateState.COMMITTED);
      assertThat(requests.asked()).isPositive();
      assertThat(requests.lost()).isEmpty();
    }
    assertThat(fleet.serving()).isEqualTo(2);
  }

  @Test
  void withoutTrafficToTheEnd_itIsTakenBackIfThatIsAskedFor() throws Exception {
    fleet.settings =
        Gateway.withProbation(settings, undecided(Duration.ofMillis(100), Undecided.ROLL_BACK));
    fleet.openRegistry();
    fleet.publish(2);
    fleet.start();

    await().atMost(PATIENCE).until(() -> state() == UpdateState.QUARANTINED);
    assertThat(fleet.serving()).isEqualTo(1);
    Refusal refusal =
        Objects.requireNonNull(Objects.requireNonNull(fleet.updates).status().lastRefusal());
    assertThat(refusal.message()).contains("not enough traffic to tell: 0 of 20 requests came");
  }

  @Test
  void withNothingToReturnTo_aDoubtfulOneServesOn() throws Exception {
    Path bare = Files.createDirectory(folder.resolve("bare"));
    fleet.settings =
        Gateway.withProbation(
            Gateway.settings(bare, settings.rootFile(), fleet.topics),
            undecided(Duration.ZERO, Undecided.ROLL_BACK));
    fleet.openRegistry(bare.resolve("models"));
    fleet.start();

    await().atMost(PATIENCE).until(() -> state() == UpdateState.QUARANTINED);
    Refusal refusal =
        Objects.requireNonNull(Objects.requireNonNull(fleet.updates).status().lastRefusal());
    assertThat(refusal.code()).isEqualTo(RefusalCode.UNABLE_TO_ROLLBACK);
    assertThat(fleet.serving()).isEqualTo(1);
  }

  private UpdateState state() {
    return Objects.requireNonNull(fleet.updates).status().state();
  }

  private static Probation undecided(Duration longest, Undecided outcome) {
    return new Probation(Duration.ZERO, longest, outcome, 3, 20, 100, 0.01, 0.5, 5, 0.1, 3.09);
  }

  private static RandomRelease bad(Budgets budgets) {
    return RandomRelease.of(Fleet.MODEL, 2, HarmfulExtractor.BAD).promising(budgets);
  }

  private static void dawdle() {
    LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
  }

  private static void fail() {
    throw new IllegalStateException("a quarantined release was run");
  }

  private int run(Harm harm) throws Exception {
    return HarmfulGateway.start(folder, BROKER.uri(), fleet.topics, harm).waitFor();
  }

  private Gateway gateway(
      UpdateSettings how, HarmfulExtractor.Harm harm, @Nullable BehaviourStore log) {
    Path models = folder.resolve("models");
    RealRegistry inference =
        RealRegistry.open(models, Fleet.MODEL, new HarmfulExtractor(harm), log);
    return new Gateway(how, inference, fleet.connection);
  }

  private static void awaitRefused(Gateway gateway, RefusalCode code, String message) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Refusal last = gateway.status().lastRefusal();
              if (last == null) {
                throw new AssertionError("nothing was refused");
              }
              assertThat(last.code()).isEqualTo(code);
              assertThat(last.message()).contains(message);
            });
  }
}
