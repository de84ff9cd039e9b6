package org.edgestill.inference.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DiversityTest {

  private static final Map<Integer, List<String>> CATEGORIES =
      Map.of(
          1, List.of("war", "drama"),
          2, List.of("drama", "war"),
          3, List.of("war"),
          4, List.of("comedy"),
          5, List.of());
  private static final List<Candidate> BEST =
      IntStream.rangeClosed(1, 5).mapToObj(i -> new Candidate(i, 10 - i)).toList();

  @Test
  void withoutAWishForVarietyTheOrderStays() {
    assertThat(chosen(5, 1)).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void withNothingElseEveryItemIsAsUnlikeThoseBeforeAsCanBe() {
    // 4 and 5 have nothing in common with 1; then 3 shares half with it, and 2 all
    assertThat(chosen(5, 0)).containsExactly(1, 4, 5, 3, 2);
  }

  @Test
  void relevanceAndVarietyAreWeighed() {
    // relevance is 1, .75, .5, .25, 0; similarity to 1 is -, 1, .5, 0, 0
    // after 1: 2 has .7*.75-.3 = .225, 3 has .35-.15 = .2, 4 has .175, 5 has 0
    assertThat(chosen(2, 0.7)).containsExactly(1, 2);
    // after 1: 2 has .375-.5 < 0, 3 has .25-.25 = 0, 4 has .125
    assertThat(chosen(2, 0.5)).containsExactly(1, 4);
  }

  @Test
  void fewerCandidatesThanWantedAreAllChosen() {
    assertThat(chosen(9, 0.5)).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
    assertThat(Diversity.choose(List.of(), new double[0], 3, 0.5, CATEGORIES::get)).isEmpty();
  }

  @Test
  void scoresOfAnyScaleBecomeRelevance() {
    assertThat(Diversity.byScore(BEST)).containsExactly(1, 0.75, 0.5, 0.25, 0);
    assertThat(Diversity.byScore(List.of(new Candidate(1, -3), new Candidate(2, -3))))
        .containsExactly(1, 1);
    assertThat(Diversity.byScore(List.of())).isEmpty();
    assertThat(Diversity.byRank(4)).containsExactly(1, 0.75, 0.5, 0.25);
  }

  @Test
  void thePoolIsFourTimesWhatIsWantedWithinReason() {
    assertThat(Diversity.pool(1, 1_000)).isEqualTo(64);
    assertThat(Diversity.pool(100, 1_000)).isEqualTo(400);
    assertThat(Diversity.pool(1_000, 1_000)).isEqualTo(1_000);
  }

  private static List<Integer> chosen(int k, double lambda) {
    return Diversity.choose(BEST, Diversity.byScore(BEST), k, lambda, CATEGORIES::get).stream()
        .map(Candidate::item)
        .toList();
  }
}
