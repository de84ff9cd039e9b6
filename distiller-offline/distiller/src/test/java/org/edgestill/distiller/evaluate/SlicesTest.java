package org.edgestill.distiller.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.data.Items;
import org.edgestill.distiller.data.Sequence;
import org.junit.jupiter.api.Test;

class SlicesTest {

  /** Six users with 2 to 7 events before the test target, which is item 1, 2, 3, 1, 2, 9. */
  private final Dataset data =
      data(
          new int[] {4, 5, 1},
          new int[] {4, 5, 6, 2},
          new int[] {4, 5, 6, 7, 3},
          new int[] {4, 5, 6, 7, 8, 1},
          new int[] {4, 5, 6, 7, 8, 4, 2},
          new int[] {4, 5, 6, 7, 8, 4, 5, 9});

  private final List<Slice> slices = Slices.of(data, Split.TEST, 1);

  @Test
  void usersAreDividedIntoThirdsByWhatCameBefore() {
    assertThat(group("user activity"))
        .extracting(Slice::name)
        .containsExactly("up to 3 events", "4 to 5 events", "more than 5 events");
    assertThat(group("user activity"))
        .extracting(slice -> slice.rows().clone())
        .containsExactly(new int[] {0, 1}, new int[] {2, 3}, new int[] {4, 5});
  }

  @Test
  void targetsAreDividedByThePopularityOfTheirItems() {
    // popularity 30, 20, 10 of items 1 to 3, nothing of 9, and 1 each of 4 to 8
    assertThat(group("item popularity"))
        .extracting(slice -> slice.rows().clone())
        .containsExactly(new int[] {0, 3}, new int[] {1, 4}, new int[] {2, 5});
    assertThat(group("new items"))
        .extracting(slice -> slice.rows().clone())
        .containsExactly(new int[] {0, 1, 2, 3, 4}, new int[] {5});
  }

  @Test
  void targetsAreDividedByTheirBehaviour() {
    assertThat(group("behaviour")).extracting(Slice::name).containsExactly("other", "buy");
    assertThat(group("behaviour").get(1).rows()).containsExactly(1, 3, 5);
  }

  @Test
  void divisionsThatDivideNothingAreLeftOut() {
    assertThat(slices.stream().map(Slice::group).collect(Collectors.toSet()))
        .doesNotContain("new users");
  }

  @Test
  void aMetricOfASliceIsThatOfItsUsers() {
    Evaluation evaluation = new Evaluator(data, 1).evaluate(new ByNumber(), Split.TEST);
    Slice head = group("item popularity").get(0);
    assertThat(head.of(evaluation, Metric.HR_10).value()).isEqualTo(1);
    assertThat(head.of(evaluation, new Metric(Metric.Kind.MRR, 5)).value()).isEqualTo(1);
    Slice middle = group("item popularity").get(1);
    assertThat(middle.of(evaluation, new Metric(Metric.Kind.MRR, 5)).value())
        .as("item 2 is behind item 1")
        .isCloseTo(0.5, within(1e-12));
  }

  /** The lower the number, the better. */
  private static final class ByNumber implements Scorer {
    @Override
    public String name() {
      return "by-number";
    }

    @Override
    public long bytes() {
      return 0;
    }

    @Override
    public void score(Context context, float[] scores) {
      for (int item = 0; item < scores.length; item++) {
        scores[item] = -item;
      }
    }
  }

  private List<Slice> group(String name) {
    return slices.stream().filter(slice -> slice.group().equals(name)).toList();
  }

  private static Dataset data(int[]... users) {
    List<Items.Item> items = new ArrayList<>();
    int[] popularity = {30, 20, 10, 1, 1, 1, 1, 1, 0};
    for (int i = 0; i < popularity.length; i++) {
      items.add(new Items.Item("i" + i, "", List.of(), popularity[i]));
    }
    List<Sequence> sequences = new ArrayList<>();
    for (int u = 0; u < users.length; u++) {
      int[] user = users[u];
      int[] ones = new int[user.length];
      Arrays.fill(ones, 1);
      int[] behaviours = ones.clone();
      behaviours[user.length - 1] = 1 + u % 2;
      sequences.add(new Sequence(user, behaviours, ones, new long[user.length]));
    }
    FeatureSchema schema = new FeatureSchema(5, List.of("other", "buy"), List.of(60L));
    return new Dataset(schema, new Items(items), sequences);
  }
}
