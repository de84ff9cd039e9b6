package org.edgestill.inference.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.api.behaviour.BehaviourLogException;
import org.edgestill.api.recommend.Recommendation;
import org.edgestill.api.recommend.RecommendationRequest;
import org.edgestill.api.recommend.RecommendationResult;
import org.edgestill.api.recommend.RecommendationResult.Reason;
import org.edgestill.api.recommend.RecommendationResult.Source;
import org.edgestill.api.service.ServiceGoneException;
import org.edgestill.model.Catalogue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway always answers, says who answered, and never recommends what it must not. */
class StudentRecommenderTest {

  @TempDir Path directory;

  @Test
  void theStudentAnswersWithCatalogueNamesBestFirst() throws Exception {
    try (TestGateway gateway = TestGateway.start(directory)) {
      gateway.serve(TestModel.sound(1));
      gateway.views(10, 20, 30);
      RecommendationResult result = gateway.ask(10);
      assertThat(result.source()).isEqualTo(Source.STUDENT);
      assertThat(result.reason()).isEqualTo(Reason.NONE);
      assertThat(result.model()).isEqualTo(gateway.registry().active().orElseThrow().id());
      assertThat(result.items()).hasSize(10);
      for (Recommendation item : result.items()) {
        assertThat(item.title()).isEqualTo("Title of " + item.item().substring(1));
        assertThat(item.score()).isFinite();
      }
      assertThat(result.items().stream().map(Recommendation::score))
          .isSortedAccordingTo((a, b) -> Float.compare(b, a));
      assertThat(gateway.registry().statistics().requests()).isEqualTo(1);
      assertThat(gateway.registry().statistics().fallbacks()).isZero();
      assertThat(gateway.registry().statistics().p99Micros()).isPositive();
    }
  }

  @Test
  void whatIsSeenOrExcludedOrRemovedIsNeverRecommended() throws Exception {
    try (TestGateway gateway = TestGateway.start(directory)) {
      gateway.serve(TestModel.sound(1));
      gateway.views(10, 20, 30);
      List<String> all = TestGateway.items(gateway.ask(1_000));
      assertThat(all)
          .hasSize(TestModel.ITEMS - 1 - 3)
          .doesNotContain("i10", "i20", "i30", "i" + TestModel.REMOVED, "");
      Set<String> best = Set.copyOf(all.subList(0, 5));
      RecommendationResult without =
          gateway.ask(new RecommendationRequest(TestGateway.USER, 1_000, false, best, List.of()));
      assertThat(TestGateway.items(without))
          .hasSize(TestModel.ITEMS - 1 - 5)
          .contains("i10", "i20", "i30")
          .doesNotContainAnyElementsOf(best);
    }
  }

  @Test
  void moreExclusionsThanThePreparedBuffersHoldWorkToo() throws Exception {
    try (TestGateway gateway = TestGateway.start(directory)) {
      gateway.serve(TestModel.sound(1));
      gateway.views(10);
      Set<String> exclude =
          IntStream.rangeClosed(1, 280).mapToObj(i -> "i" + i).collect(Collectors.toSet());
      exclude.add("unknown");
      for (int turn = 0; turn < 2; turn++) {
        RecommendationResult result =
            gateway.ask(new RecommendationRequest(TestGateway.USER, 50, true, exclude, List.of()));
        assertThat(result.source()).isEqualTo(Source.STUDENT);
        assertThat(TestGateway.items(result)).hasSize(20).doesNotContainAnyElementsOf(exclude);
      }
      // The next request must not inherit anything.
      assertThat(gateway.ask(1_000).items()).hasSize(TestModel.ITEMS - 2);
    }
  }

  @Test
  void eventsOfTheRequestCountWithoutBeingStored() throws Exception {
    try (TestGateway gateway = TestGateway.start(directory)) {
      gateway.serve(TestModel.sound(1));
      List<BehaviourEvent> session = List.of(BehaviourEvent.of("x", "i42", "view", 5_000));
      RecommendationResult anonymous =
          gateway.ask(new RecommendationRequest("", 5, true, Set.of(), session));
      assertThat(anonymous.source()).isEqualTo(Source.STUDENT);
      gateway.views(42);
      assertThat(TestGateway.items(gateway.ask(5))).isEqualTo(TestGateway.items(anonymous));
      assertThat(gateway.log.userCount()).isEqualTo(1);
    }
  }

  @Test
  void withoutAKnownItemPopularityAnswersMostPopularFirst() throws Exception {
    try (TestGateway gateway = TestGateway.start(directory)) {
      gateway.serve(TestModel.sound(1));
      RecommendationResult unknownUser = gateway.ask(5);
      assertThat(unknownUser.source()).isEqualTo(Source.POPULARITY);
      assertThat(unknownUser.reason()).isEqualTo(Reason.NO_HISTORY);
      assertThat(TestGateway.items(unknownUser)).containsExactly("i1", "i2", "i3", "i5", "i6");
      gateway.log.append(BehaviourEvent.of(TestGateway.USER, "no such item", "view", 1_000));
      assertThat(gateway.ask(5).reason()).isEqualTo(Reason.NO_HISTORY);
      RecommendationResult without =
          gateway.ask(
              new RecommendationRequest(TestGateway.USER, 3, true, Set.of("i2"), List.of()));
      assertThat(TestGateway.items(without)).containsExactly("i1", "i3", "i5");
      assertThat(gateway.registry().statistics().fallbacks()).isEqualTo(3);
      assertThat(gateway.registry().statistics().failures()).isZero();
    }
  }

  @Test
  void withoutAModelTheAnswerIsEmptyWithAReason() throws Exception {
    try (TestGateway gateway = TestGateway.start(directory)) {
      RecommendationResult result = gateway.ask(5);
      assertThat(result.items()).isEmpty();
      assertThat(result.model()).isNull();
      assertThat(result.source()).isEqualTo(Source.NONE);
      assertThat(result.reason()).isEqualTo(Reason.NO_MODEL);
    }
  }

  @Test
  void aLogThatIsMissingOrFailsIsSaidSo() throws Exception {
    try (TestGateway gateway = TestGateway.bare(directory, Duration.ZERO)) {
      gateway.addEncoder();
      gateway.serve(TestModel.sound(1));
      assertThat(gateway.ask(5).reason()).isEqualTo(Reason.NO_BEHAVIOUR_LOG);
      assertThat(gateway.ask(5).items()).hasSize(5);
      gateway.engine.behaviourLog().set(new FailingLog());
      assertThat(gateway.ask(5).reason()).isEqualTo(Reason.NO_BEHAVIOUR_LOG);
      // The events of the request are enough for the student.
      List<BehaviourEvent> session = List.of(BehaviourEvent.of("x", "i42", "view", 5_000));
      assertThat(gateway.ask(new RecommendationRequest("bob", 5, true, Set.of(), session)).source())
          .isEqualTo(Source.STUDENT);
    }
  }

  @Test
  void withoutAnExtractorPopularityAnswersUntilOneComes() throws Exception {
    try (TestGateway first = TestGateway.start(directory)) {
      first.serve(TestModel.sound(1));
    }
    try (TestGateway gateway = TestGateway.bare(directory, Duration.ZERO)) {
      gateway.engine.behaviourLog().set(gateway.log);
      gateway.views(10);
      RecommendationResult without = gateway.ask(5);
      assertThat(without.source()).isEqualTo(Source.CATEGORY_POPULARITY);
      assertThat(without.reason()).isEqualTo(Reason.NO_FEATURE_EXTRACTOR);
      assertThat(TestGateway.items(without)).doesNotContain("i10").hasSize(5);
      gateway.addEncoder();
      assertThat(gateway.ask(5).source()).isEqualTo(Source.STUDENT);
    }
  }

  @Test
  void anExtractorThatFailsCountsAsAFailureOfTheStudent() throws Exception {
    try (TestGateway gateway = TestGateway.start(directory)) {
      gateway.serve(TestModel.sound(1));
      gateway.views(10);
      gateway
          .engine
          .extractors()
          .add(
              (history, schema, items, into) -> {
                var encoding = gateway.encoder.encode(history, schema, items, into);
                into.items().put(0, 1_000_000); // no such item: the run fails
                return encoding;
              },
              "1.0.0",
              2);
      RecommendationResult result = gateway.ask(5);
      assertThat(result.source()).isEqualTo(Source.CATEGORY_POPULARITY);
      assertThat(result.reason()).isEqualTo(Reason.STUDENT_FAILED);
      assertThat(result.items()).hasSize(5);
      assertThat(gateway.registry().statistics().failures()).isEqualTo(1);
    }
  }

  @Test
  void afterItWasStoppedItSaysThatItIsGone() throws Exception {
    TestGateway gateway = TestGateway.start(directory);
    gateway.serve(TestModel.sound(1));
    gateway.close();
    assertThatThrownBy(() -> gateway.ask(5)).isInstanceOf(ServiceGoneException.class);
    assertThatThrownBy(() -> gateway.registry().activate("0".repeat(64)))
        .isInstanceOf(ServiceGoneException.class);
  }

  @Test
  void theHistoryIsLookedUpOnceWhateverOrderTheExtractorAsksIn() throws Exception {
    StringBuilder text = new StringBuilder();
    IntStream.rangeClosed(1, 9).forEach(i -> text.append("i" + i + "\t1\t\t\n"));
    Catalogue catalogue = Catalogue.parse(text.toString().getBytes(StandardCharsets.UTF_8));
    List<BehaviourEvent> events =
        IntStream.of(3, 7, 3, 9).mapToObj(i -> BehaviourEvent.of("u", "i" + i, "view", i)).toList();
    ResolvedHistory history = new ResolvedHistory(events, catalogue);
    Set<Integer> numbers = new HashSet<>();
    for (String item : List.of("i3", "i7", "i3", "i9", "i9", "i1", "i7", "x")) {
      numbers.add(history.indexOf(item));
      assertThat(history.indexOf(item)).isEqualTo(catalogue.indexOf(item));
    }
    assertThat(numbers).containsExactlyInAnyOrder(3, 7, 9, 1, 0);
    assertThat(history.numbersAndRoomFor(1)).containsExactly(3, 7, 3, 9, 0);
  }

  /** A log whose disk is broken. */
  private static final class FailingLog implements BehaviourLog {
    @Override
    public boolean append(BehaviourEvent event) {
      throw broken();
    }

    @Override
    public List<BehaviourEvent> history(String user, int limit) {
      throw broken();
    }

    @Override
    public boolean forget(String user) {
      throw broken();
    }

    @Override
    public long userCount() {
      throw broken();
    }

    private static BehaviourLogException broken() {
      return new BehaviourLogException("the disk is broken", new IOException("EIO"));
    }
  }
}
