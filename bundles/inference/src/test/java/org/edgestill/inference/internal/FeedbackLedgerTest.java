package org.edgestill.inference.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.model.Feedback;
import org.edgestill.api.recommend.RecommendationResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedbackLedgerTest {

  @TempDir Path directory;
  private final AtomicLong now = new AtomicLong();

  @Test
  void countsAreKeptOverRestarts() {
    FeedbackLedger first = open();
    first.judged(digest(1), true);
    first.judged(digest(2), false);
    first.judged(digest(1), false);
    first.write();

    FeedbackLedger second = open();
    second.judged(digest(2), true);

    assertThat(second.all())
        .isEqualTo(Map.of(digest(1), new Feedback(2, 1), digest(2), new Feedback(2, 1)));
  }

  @Test
  void itIsWrittenOnceAMinuteAtMost() {
    FeedbackLedger ledger = open();
    ledger.judged(digest(1), true);
    now.addAndGet(TimeUnit.SECONDS.toNanos(59));
    ledger.writeIfDue();
    assertThat(directory).isEmptyDirectory();
    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    ledger.writeIfDue();
    assertThat(directory.resolve("feedback")).hasContent(digest(1) + " 1 1");
  }

  @Test
  void twoLedgersOfOneFileAddUp() {
    FeedbackLedger old = open();
    FeedbackLedger successor = open();
    old.judged(digest(1), true);
    successor.judged(digest(1), false);
    successor.judged(digest(2), false);
    old.write();
    successor.write();

    assertThat(open().all())
        .isEqualTo(Map.of(digest(1), new Feedback(2, 1), digest(2), new Feedback(1, 0)));
  }

  @Test
  void onlyTheReleasesThatWereJudgedLastAreKept() {
    FeedbackLedger ledger = open();
    ledger.judged(digest(0), true);
    ledger.write();
    for (int release = 1; release <= FeedbackLedger.MAX_RELEASES; release++) {
      ledger.judged(digest(release), true);
    }
    ledger.judged(digest(1), true);
    ledger.write();

    assertThat(open().all())
        .hasSize(FeedbackLedger.MAX_RELEASES)
        .doesNotContainKey(digest(0))
        .containsEntry(digest(1), new Feedback(2, 2));
  }

  @Test
  void aDamagedFileIsCountedAnew() throws Exception {
    Files.writeString(directory.resolve("feedback"), digest(1) + " 1 1\nnonsense\n");
    FeedbackLedger ledger = open();
    assertThat(ledger.all()).isEmpty();

    ledger.judged(digest(2), false);
    ledger.write();

    assertThat(open().all()).isEqualTo(Map.of(digest(2), new Feedback(1, 0)));
  }

  @Test
  void anAcceptedRecommendationIsCountedForItsReleaseAndFoundAfterARestart() throws Exception {
    Safeguards quick = new Safeguards(null, 3, Duration.ofSeconds(60), Duration.ofSeconds(2));
    String digest;
    try (TestGateway gateway = TestGateway.start(directory, quick)) {
      digest = gateway.serve(TestModel.sound(1));
      gateway.views(10);
      RecommendationResult shown = gateway.ask(3);
      gateway.log.append(
          BehaviourEvent.of(
              TestGateway.USER, shown.items().get(2).item(), "cart", 1_700_000_900_000L));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> gateway.registry().feedback().containsKey(digest));
      assertThat(gateway.registry().feedback()).isEqualTo(Map.of(digest, new Feedback(1, 1)));
    }
    try (TestGateway gateway = TestGateway.start(directory, quick)) {
      assertThat(gateway.registry().feedback()).isEqualTo(Map.of(digest, new Feedback(1, 1)));
      String file = Files.readString(directory.resolve("models/films/feedback"));
      assertThat(file).isEqualTo(digest + " 1 1\n").doesNotContain(TestGateway.USER);
    }
  }

  private FeedbackLedger open() {
    return new FeedbackLedger(directory, now::get);
  }

  private static String digest(int release) {
    return "%064x".formatted(release);
  }
}
