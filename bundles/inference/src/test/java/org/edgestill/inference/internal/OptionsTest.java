package org.edgestill.inference.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.recommend.Influence;
import org.edgestill.api.recommend.Recommendation;
import org.edgestill.api.recommend.RecommendationOptions;
import org.edgestill.api.recommend.RecommendationRequest;
import org.edgestill.api.recommend.RecommendationResult;
import org.edgestill.api.recommend.RecommendationResult.Explanation;
import org.edgestill.api.recommend.RecommendationResult.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What requests may wish for, against what follows from the ranking of the whole catalogue. */
class OptionsTest {

  private static final float ANY = Float.NEGATIVE_INFINITY;

  @TempDir Path directory;
  private TestGateway gateway;

  /** All items that may be recommended, best first. */
  private List<Recommendation> ranking;

  @BeforeEach
  void serve() throws Exception {
    gateway = TestGateway.start(directory);
    gateway.serve(TestModel.sound(1));
    gateway.views(10, 20, 30, 41);
    ranking = gateway.ask(1_000).items();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 17, 200})
  void onlyItemsOfACategoryAreAsManyAsTheCatalogueHas(int k) {
    assertThat(ask(k, only("rare"))).isEqualTo(best(k, item -> item % 50 == 0));
    assertThat(ask(k, only("rare", "odd")))
        .isEqualTo(best(k, item -> item % 50 == 0 || item % 2 == 1));
    assertThat(ask(k, only("no such category"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 17, 200})
  void itemsOfOtherCategoriesAreLeftOut(int k) {
    assertThat(ask(k, new RecommendationOptions(Set.of(), Set.of("even"), ANY, 0, false)))
        .isEqualTo(best(k, item -> item % 2 == 1));
    assertThat(ask(k, new RecommendationOptions(Set.of("even"), Set.of("rare"), ANY, 0, false)))
        .isEqualTo(best(k, item -> item % 2 == 0 && item % 50 != 0));
  }

  @Test
  void inACatalogueLargerThanThePreparedRankingsTheLastItemIsFoundToo() throws Exception {
    int items = 3_000;
    TestModel model = TestModel.sound(2);
    Path staged = directory.resolve("large");
    model.write(staged, items);
    gateway.registry().activate(gateway.registry().install(staged).id().digest());
    RecommendationRequest rare =
        RecommendationRequest.of(TestGateway.USER, 1_000).with(only("rare"));

    RecommendationResult first = gateway.ask(rare);
    RecommendationResult again = gateway.ask(rare);

    assertThat(first.source()).isEqualTo(Source.STUDENT);
    assertThat(first.items()).hasSize(items / 50).isEqualTo(again.items());
    assertThat(first.items().stream().map(Recommendation::score))
        .isSortedAccordingTo((a, b) -> Float.compare(b, a));
    assertThat(gateway.ask(10).items()).hasSize(10);
  }

  @Test
  void itemsThatScoreTooLowAreLeftOut() {
    float threshold = ranking.get(29).score();

    assertThat(ask(1_000, new RecommendationOptions(Set.of(), Set.of(), threshold, 0, false)))
        .isEqualTo(ranking.stream().filter(r -> r.score() >= threshold).toList());
    float higher = Math.nextUp(ranking.get(0).score());
    assertThat(ask(5, new RecommendationOptions(Set.of(), Set.of(), higher, 0, false))).isEmpty();
    assertThat(ask(9, new RecommendationOptions(Set.of("odd"), Set.of(), threshold, 0, false)))
        .allMatch(r -> number(r) % 2 == 1 && r.score() >= threshold);
  }

  @Test
  void diversityTradesScoreForCategories() {
    List<Recommendation> plain =
        ask(10, new RecommendationOptions(Set.of(), Set.of(), ANY, 0, false));
    List<Recommendation> diverse =
        ask(10, new RecommendationOptions(Set.of(), Set.of(), ANY, 1, false));

    assertThat(plain).isEqualTo(ranking.subList(0, 10));
    assertThat(diverse).hasSize(10).doesNotHaveDuplicates();
    assertThat(diverse.get(0)).isEqualTo(ranking.get(0));
    // of two kinds, or as unlike as rare ones are: the second shares nothing with the first
    assertThat(number(diverse.get(1)) % 2).isNotEqualTo(number(diverse.get(0)) % 2);
    assertThat(ranking.subList(0, 64)).containsAll(diverse);
  }

  @Test
  void anExplanationNamesWhatCountedMost() {
    RecommendationResult result = gateway.ask(request(5, explain()));

    assertThat(result.explanation()).isEqualTo(Explanation.LEAVE_ONE_ITEM_OUT);
    assertThat(result.items().stream().map(Recommendation::item))
        .isEqualTo(ranking.subList(0, 5).stream().map(Recommendation::item).toList());
    Map<String, Map<String, Double>> expected = losses();
    for (Recommendation item : result.items()) {
      Map<String, Double> losses = expected.getOrDefault(item.item(), Map.of());
      double sum = losses.values().stream().mapToDouble(Double::doubleValue).sum();
      assertThat(item.because()).hasSizeBetween(1, 3);
      for (Influence influence : item.because()) {
        assertThat(influence.item()).isIn("i10", "i20", "i30", "i41");
        assertThat(influence.title()).isEqualTo("Title of " + influence.item().substring(1));
        assertThat(influence.weight())
            .isCloseTo(losses.getOrDefault(influence.item(), -1.0) / sum, within(1e-4));
      }
      assertThat(item.because().stream().map(Influence::weight))
          .isSortedAccordingTo((a, b) -> Double.compare(b, a));
    }
  }

  /** What each item's score loses without each item of the history, asked for as a user would. */
  private Map<String, Map<String, Double>> losses() {
    Map<String, Map<String, Double>> losses = new HashMap<>();
    List<BehaviourEvent> history = gateway.log.history(TestGateway.USER, 100);
    Set<String> seen = Set.of("i10", "i20", "i30", "i41");
    for (String left : seen) {
      List<BehaviourEvent> rest = history.stream().filter(e -> !e.item().equals(left)).toList();
      Map<String, Float> without = new HashMap<>();
      gateway
          .ask(new RecommendationRequest("", 1_000, false, seen, rest))
          .items()
          .forEach(r -> without.put(r.item(), r.score()));
      for (Recommendation item : ranking) {
        double loss = Math.max(0, item.score() - without.getOrDefault(item.item(), Float.NaN));
        losses.computeIfAbsent(item.item(), i -> new HashMap<>()).put(left, loss);
      }
    }
    return losses;
  }

  @Test
  void theOnlyItemOfAHistoryIsTheWholeReason() {
    List<BehaviourEvent> session =
        List.of(
            BehaviourEvent.of("x", "i42", "view", 1_000),
            BehaviourEvent.of("x", "unknown", "view", 2_000),
            BehaviourEvent.of("x", "i42", "cart", 3_000));

    RecommendationResult result =
        gateway.ask(new RecommendationRequest("", 3, true, Set.of(), session).with(explain()));

    assertThat(result.items())
        .hasSize(3)
        .allMatch(r -> r.because().equals(List.of(new Influence("i42", "Title of 42", 1))));
  }

  @Test
  void whoDoesNotAskIsToldNothing() {
    RecommendationResult result = gateway.ask(5);

    assertThat(result.explanation()).isEqualTo(Explanation.NONE);
    assertThat(result.items()).allMatch(r -> r.because().isEmpty());
  }

  @Test
  void anExplainedRequestIsCountedButNotTimed() {
    double before = gateway.registry().statistics().p99Micros();
    for (int i = 0; i < 50; i++) {
      gateway.ask(request(5, explain()));
    }

    assertThat(gateway.registry().statistics().requests()).isEqualTo(51);
    assertThat(gateway.registry().statistics().p99Micros()).isEqualTo(before);
  }

  @Test
  void whenTheStudentCanNotItIsPopularityOfTheUsersCategoriesThenOfAll() throws Exception {
    gateway.close();
    gateway = TestGateway.bare(directory, Duration.ZERO); // without a feature extractor
    List<BehaviourEvent> session = List.of(BehaviourEvent.of("x", "i150", "view", 1_000));

    RecommendationResult result =
        gateway.ask(new RecommendationRequest("", 150, true, Set.of(), session));

    assertThat(result.source()).isEqualTo(Source.CATEGORY_POPULARITY);
    List<Integer> items = result.items().stream().map(OptionsTest::number).toList();
    // 148 even items are left: 150 was seen and 4 is a tombstone
    assertThat(items.subList(0, 3)).containsExactly(2, 6, 8);
    assertThat(items.subList(145, 150)).containsExactly(296, 298, 300, 1, 3);
  }

  @Test
  void popularityKeepsToTheCategoriesThatAreWanted() throws Exception {
    RecommendationRequest nobody = RecommendationRequest.of("nobody", 3);

    RecommendationResult odd = gateway.ask(nobody.with(only("odd")));
    RecommendationResult mixed =
        gateway.ask(nobody.with(new RecommendationOptions(Set.of(), Set.of(), 1e9f, 1, true)));

    assertThat(odd.source()).isEqualTo(Source.POPULARITY);
    assertThat(TestGateway.items(odd)).containsExactly("i1", "i3", "i5");
    // no threshold for what the student did not score, nothing to explain, but variety
    assertThat(mixed.explanation()).isEqualTo(Explanation.NONE);
    assertThat(TestGateway.items(mixed)).startsWith("i1", "i2").hasSize(3);
  }

  private List<Recommendation> ask(int k, RecommendationOptions options) {
    RecommendationResult result = gateway.ask(request(k, options));
    assertThat(result.source()).isEqualTo(Source.STUDENT);
    return result.items();
  }

  private List<Recommendation> best(int k, Predicate<Integer> wanted) {
    return ranking.stream().filter(r -> wanted.test(number(r))).limit(k).toList();
  }

  private static RecommendationRequest request(int k, RecommendationOptions options) {
    return RecommendationRequest.of(TestGateway.USER, k).with(options);
  }

  private static RecommendationOptions only(String... categories) {
    return new RecommendationOptions(Set.of(categories), Set.of(), ANY, 0, false);
  }

  private static RecommendationOptions explain() {
    return new RecommendationOptions(Set.of(), Set.of(), ANY, 0, true);
  }

  private static int number(Recommendation recommendation) {
    return Integer.parseInt(recommendation.item().substring(1));
  }
}
