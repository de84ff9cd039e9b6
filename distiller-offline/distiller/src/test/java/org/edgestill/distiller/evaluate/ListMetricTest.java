package org.edgestill.distiller.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.edgestill.distiller.data.Items;
import org.junit.jupiter.api.Test;

class ListMetricTest {

  /** Four items with 4, 2, 1 and 0 training events. */
  private static final Items ITEMS =
      new Items(
          List.of(
              new Items.Item("a", "", List.of(), 4),
              new Items.Item("b", "", List.of(), 2),
              new Items.Item("c", "", List.of(), 1),
              new Items.Item("d", "", List.of(), 0)));

  private static double of(ListMetric.Kind kind, int k, int[]... lists) {
    return new ListMetric(kind, k).of(lists, ITEMS);
  }

  @Test
  void coverageIsTheShareOfItemsOnAnybodysList() {
    assertThat(of(ListMetric.Kind.COVERAGE, 5, new int[] {1, 2}, new int[] {1, 3})).isEqualTo(0.75);
    assertThat(of(ListMetric.Kind.COVERAGE, 1, new int[] {1, 2}, new int[] {1, 3})).isEqualTo(0.25);
  }

  @Test
  void giniIsZeroForEqualSharesAndOneForASingleItem() {
    assertThat(of(ListMetric.Kind.GINI, 5, new int[] {1, 2, 3, 4})).isZero();
    assertThat(of(ListMetric.Kind.GINI, 1, new int[] {2}, new int[] {2})).isEqualTo(1);
    // shares 0, 0, 1/4, 3/4: (1 * 1/4 + 3 * 3/4) / 3
    assertThat(of(ListMetric.Kind.GINI, 5, new int[] {1, 2}, new int[] {1}, new int[] {1}))
        .isCloseTo(2.5 / 3, within(1e-12));
  }

  @Test
  void noveltyIsTheSelfInformationOfTheListedItems() {
    // one event is added to each: 5, 3, 2 and 1 of 11
    assertThat(of(ListMetric.Kind.NOVELTY, 5, new int[] {4})).isCloseTo(3.4594, within(1e-4));
    assertThat(of(ListMetric.Kind.NOVELTY, 5, new int[] {1}, new int[] {4}))
        .as("log2(11 / 5) and log2(11)")
        .isCloseTo((1.1375 + 3.4594) / 2, within(1e-4));
  }

  @Test
  void nobodyIsShownAnything() {
    for (ListMetric.Kind kind : ListMetric.Kind.values()) {
      assertThat(of(kind, 5, new int[0])).isZero();
    }
  }

  @Test
  void theBestAreListedWithoutWhatIsNoCandidateOrNeverShown() {
    float no = Float.NEGATIVE_INFINITY;
    float[] scores = {99, 1, 3, no, 3, Scorer.UNLISTED, 2};
    assertThat(TopList.of(scores, 3)).as("the lower number among equals").containsExactly(2, 4, 6);
    assertThat(TopList.of(scores, 20)).containsExactly(2, 4, 6, 1);
  }
}
