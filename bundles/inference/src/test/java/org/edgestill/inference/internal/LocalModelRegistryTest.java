package org.edgestill.inference.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.edgestill.api.model.InstalledModel;
import org.edgestill.api.model.LatencyDistribution;
import org.edgestill.api.model.ModelEvent;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.ProbeReport;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.api.recommend.RecommendationResult.Reason;
import org.edgestill.api.recommend.RecommendationResult.Source;
import org.edgestill.graph.StudentWeights;
import org.edgestill.model.Budgets;
import org.edgestill.model.GoldenVector;
import org.edgestill.model.ModelPackage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Releases come, serve, go back and go; whatever is refused leaves the one in service alone. */
class LocalModelRegistryTest {

  @TempDir Path directory;

  @Test
  void whatIsInstalledIsToldAlsoWhenNobodyKnowsWhatIsActive() throws Exception {
    try (TestGateway gateway = TestGateway.start(directory)) {
      gateway.serve(TestModel.sound(1));
      gateway.serve(TestModel.sound(2));
    }
    Path active = directory.resolve("models").resolve(TestModel.NAME).resolve("active");
    Files.delete(active);
    Files.createDirectory(active); // a file that can not be read, for root too

    try (TestGateway next = TestGateway.start(directory)) {
      assertThat(next.registry().active()).isEmpty();
      assertThat(next.registry().installed()).hasSize(2);
    }
  }

  @Test
  void aReleaseIsInstalledProbedActivatedAndRolledBack() throws Exception {
    try (TestGateway gateway = TestGateway.start(directory)) {
      Path staged = gateway.stage(TestModel.sound(1));
      InstalledModel one = gateway.registry().install(staged);
      assertThat(staged).doesNotExist();
      assertThat(one.items()).isEqualTo(TestModel.ITEMS - 1);
      assertThat(gateway.registry().active()).isEmpty();
      String first = one.id().digest();

      ProbeReport report = gateway.registry().probe(first);
      assertThat(report.goldenVectors()).isEqualTo(5);
      assertThat(report.topKOverlap()).isEqualTo(1);
      assertThat(report.maxScoreError()).isZero();
      assertThat(report.p99Micros()).isPositive();
      assertThat(gateway.registry().active()).isEmpty();

      gateway.registry().activate(first);
      String second = gateway.serve(TestModel.sound(2));
      assertThat(active(gateway)).isEqualTo(second);
      assertThat(gateway.registry().previous()).contains(one);
      assertThat(gateway.registry().installed())
          .extracting(model -> model.id().release())
          .containsExactly(2L, 1L);

      gateway.registry().rollBack();
      assertThat(active(gateway)).isEqualTo(first);
      assertThat(gateway.registry().previous()).isEmpty();
      assertRefused(RefusalCode.UNABLE_TO_ROLLBACK, () -> gateway.registry().rollBack());
      assertThat(gateway.events.stream().map(LocalModelRegistryTest::told))
          .containsExactly(
              "installed 1", "activated 1", "installed 2", "activated 2", "rolled back to 1");
    }
  }

  @Test
  void givenTheActiveReleaseWhenActivatedAgainThenNothingHappens() throws Exception {
    try (TestGateway gateway = TestGateway.start(directory)) {
      String digest = gateway.serve(TestModel.sound(1));
      int events = gateway.events.size();
      gateway.registry().activate(digest);
      assertThat(gateway.events).hasSize(events);
      assertThat(gateway.registry().previous()).isEmpty();
    }
  }

  @Test
  void theCardOfAReleaseIsReadAsItWasSigned_andNotAtAllOnceItIsChanged() throws Exception {
    try (TestGateway gateway = TestGateway.start(directory)) {
      String digest = gateway.install(TestModel.sound(1));
      assertThat(gateway.registry().card(digest)).contains(TestModel.CARD);
      assertThat(gateway.registry().card("0".repeat(64))).isEmpty();

      flip(gateway.installed(digest).resolve(ModelPackage.CARD));

      assertThat(gateway.registry().card(digest)).isEmpty();
    }
  }

  @Test
  void theLatencyOfTheReleaseInServiceStartsAnewWithEach() throws Exception {
    try (TestGateway gateway = TestGateway.start(directory)) {
      assertThat(gateway.registry().latency().buckets()).isEmpty();
      gateway.serve(TestModel.sound(1));
      gateway.views(10);
      gateway.ask(5);
      gateway.ask(5);
      assertThat(measured(gateway)).isEqualTo(2);
      assertThat(gateway.registry().latency().sumMicros()).isPositive();

      gateway.serve(TestModel.sound(2));

      assertThat(measured(gateway)).isZero();
    }
  }

  private static long measured(TestGateway gateway) {
    return gateway.registry().latency().buckets().stream()
        .mapToLong(LatencyDistribution.Bucket::requests)
        .sum();
  }

  @Test
  void installingTwiceDoesNothingAndTakesTheFolder() throws Exception {
    try (TestGateway gateway = TestGateway.start(directory)) {
      String digest = gateway.install(TestModel.sound(1));
      Path again = gateway.stage(TestModel.sound(1));
      assertThat(gateway.registry().install(again).id().digest()).isEqualTo(digest);
      assertThat(again).doesNotExist();
      assertThat(gateway.registry().installed()).hasSize(1);
    }
  }

  @Test
  void afterARestartTheSameReleaseServesTheSameAnswers() throws Exception {
    String second;
    List<String> answer;
    try (TestGateway gateway = TestGateway.start(directory)) {
      gateway.serve(TestModel.sound(1));
      second = gateway.serve(TestModel.sound(2));
      gateway.views(10, 20);
      answer = TestGateway.items(gateway.ask(10));
    }
    try (TestGateway gateway = TestGateway.start(directory)) {
      gateway.views(10, 20);
      assertThat(active(gateway)).isEqualTo(second);
      assertThat(gateway.registry().previous()).isPresent();
      assertThat(TestGateway.items(gateway.ask(10))).isEqualTo(answer);
    }
  }

  @Test
  void aDamagedActiveReleaseGivesWayToThePreviousAndThenToPopularity() throws Exception {
    String first;
    String second;
    try (TestGateway gateway = TestGateway.start(directory)) {
      first = gateway.serve(TestModel.sound(1));
      second = gateway.serve(TestModel.sound(2));
      flip(gateway.installed(second).resolve(ModelPackage.STUDENT));
    }
    try (TestGateway gateway = TestGateway.start(directory)) {
      assertThat(active(gateway)).isEqualTo(first);
      assertThat(gateway.registry().previous()).isEmpty();
      assertThat(gateway.registry().installed()).hasSize(1);
      // Installing it again heals it.
      assertThat(gateway.install(TestModel.sound(2))).isEqualTo(second);
      gateway.registry().activate(second);
      assertThat(active(gateway)).isEqualTo(second);
      gateway.registry().rollBack();
      flip(gateway.installed(first).resolve(ModelPackage.STUDENT));
    }
    try (TestGateway gateway = TestGateway.start(directory)) {
      // Damaged files are not read at all, so not even popularity is left of them.
      assertThat(gateway.ask(5).reason()).isEqualTo(Reason.NO_MODEL);
      assertThat(gateway.registry().active()).isEmpty();
      // Once it is installed again it serves, because it is still the one named as active.
      assertThat(gateway.install(TestModel.sound(1))).isEqualTo(first);
      Awaitility.await()
          .atMost(30, TimeUnit.SECONDS)
          .until(() -> gateway.registry().active().isPresent());
      assertThat(active(gateway)).isEqualTo(first);
      gateway.views(10);
      assertThat(gateway.ask(5).source()).isEqualTo(Source.STUDENT);
    }
  }

  @Test
  void whatIsNotForThisGatewayIsNotInstalledAndStaysWhereItIs() throws Exception {
    try (TestGateway gateway = TestGateway.start(directory)) {
      String serving = gateway.serve(TestModel.sound(1));
      Path other = gateway.stage(TestModel.sound(2).named("songs"));
      assertRefused(RefusalCode.WRONG_TARGET, () -> gateway.registry().install(other));
      assertThat(other).isDirectory();
      Path flipped = gateway.stage(TestModel.sound(3));
      flip(flipped.resolve(ModelPackage.STUDENT));
      assertRefused(RefusalCode.HASH_MISMATCH, () -> gateway.registry().install(flipped));
      Path more = gateway.stage(TestModel.sound(4));
      Files.writeString(more.resolve("more.so"), "code");
      assertRefused(RefusalCode.MALFORMED, () -> gateway.registry().install(more));
      assertThat(active(gateway)).isEqualTo(serving);
      assertThat(gateway.registry().installed()).hasSize(1);
    }
  }

  @Test
  void whatDoesNotAnswerAsAtTheDistillerIsNotPutInService() throws Exception {
    try (TestGateway gateway = TestGateway.start(directory)) {
      String serving = gateway.serve(TestModel.sound(1));
      refuse(
          gateway,
          RefusalCode.PROBE_FAILED,
          TestModel.sound(2).withWeights(LocalModelRegistryTest::other));
      refuse(
          gateway,
          RefusalCode.PROBE_FAILED,
          TestModel.sound(3).withWeights(LocalModelRegistryTest::overflowing));
      refuse(gateway, RefusalCode.PROBE_FAILED, TestModel.sound(4).withGolden(all -> List.of()));
      refuse(
          gateway,
          RefusalCode.PROBE_FAILED,
          TestModel.sound(5).withGolden(all -> List.of(shortened(all.get(0)))));
      assertThat(active(gateway)).isEqualTo(serving);
      gateway.views(10);
      assertThat(gateway.ask(5).source()).isEqualTo(Source.STUDENT);
    }
  }

  @Test
  void whatBreaksItsPromisesIsNotPutInService() throws Exception {
    try (TestGateway gateway = TestGateway.start(directory)) {
      // No student answers within a microsecond.
      refuse(
          gateway, RefusalCode.BUDGET_EXCEEDED, TestModel.sound(2).promising(new Budgets(1, 64)));
    }
  }

  @Test
  void aModelForAnotherFeatureSchemaWaitsUntilItsExtractorIsInstalled() throws Exception {
    try (TestGateway gateway = TestGateway.bare(directory, Duration.ZERO)) {
      gateway.addEncoder();
      String digest = gateway.install(TestModel.sound(1).needing("[2,3)"));
      assertRefused(RefusalCode.INCOMPATIBLE, () -> gateway.registry().activate(digest));
      assertRefused(RefusalCode.INCOMPATIBLE, () -> gateway.registry().probe(digest));
      gateway.engine.extractors().add(gateway.encoder, "2.0.0", 0);
      gateway.registry().activate(digest);
      assertThat(active(gateway)).isEqualTo(digest);
    }
  }

  @Test
  void aReleaseThatIsInUseIsNotRemoved() throws Exception {
    try (TestGateway gateway = TestGateway.start(directory)) {
      String first = gateway.serve(TestModel.sound(1));
      String second = gateway.serve(TestModel.sound(2));
      String third = gateway.serve(TestModel.sound(3));
      assertThatThrownBy(() -> gateway.registry().remove(third))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> gateway.registry().remove(second))
          .isInstanceOf(IllegalStateException.class);
      assertThat(gateway.registry().remove(first)).isTrue();
      assertThat(gateway.registry().remove(first)).isFalse();
      assertThat(gateway.installed(first)).doesNotExist();
      assertRefused(RefusalCode.HASH_MISMATCH, () -> gateway.registry().activate(first));
    }
  }

  @Test
  void aSuccessorFollowsWhatItsPredecessorStillActivated() throws Exception {
    try (TestGateway old = TestGateway.start(directory)) {
      old.serve(TestModel.sound(1));
      try (TestGateway successor = TestGateway.start(directory)) {
        String second = old.serve(TestModel.sound(2));
        Awaitility.await()
            .atMost(30, TimeUnit.SECONDS)
            .until(() -> active(successor).equals(second));
        assertThat(successor.registry().previous()).isPresent();
      }
    }
  }

  private static void refuse(TestGateway gateway, RefusalCode code, TestModel model)
      throws Exception {
    String digest = gateway.install(model);
    assertRefused(code, () -> gateway.registry().activate(digest));
    assertRefused(code, () -> gateway.registry().probe(digest));
    assertThat(gateway.registry().remove(digest)).isTrue();
  }

  private static void assertRefused(RefusalCode code, ThrowingCallable call) {
    ModelRefusedException refused = catchThrowableOfType(ModelRefusedException.class, call);
    assertThat(refused).isNotNull();
    assertThat(refused.code()).as(refused.getMessage()).isEqualTo(code);
  }

  private static StudentWeights other(StudentWeights trained) {
    return StudentWeights.random(999, trained.shape(), 5);
  }

  /** Finite weights whose products are not. */
  private static StudentWeights overflowing(StudentWeights trained) {
    Arrays.fill(trained.outer().weight(), Float.MAX_VALUE);
    return trained;
  }

  private static GoldenVector shortened(GoldenVector vector) {
    return new GoldenVector(
        new long[] {1},
        new long[] {1},
        new long[] {1},
        vector.exclude(),
        vector.k(),
        vector.topItems(),
        vector.topScores());
  }

  private static void flip(Path file) throws Exception {
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 1;
    Files.write(file, content);
  }

  private static String active(TestGateway gateway) {
    return gateway.registry().active().orElseThrow().id().digest();
  }

  private static String told(ModelEvent event) {
    if (event instanceof ModelEvent.Activated activated) {
      return (activated.rolledBack() ? "rolled back to " : "activated ")
          + activated.model().release();
    }
    return "installed " + ((ModelEvent.Installed) event).model().release();
  }
}
