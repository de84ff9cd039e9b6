package org.edgestill.distiller.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.data.Items;
import org.edgestill.distiller.data.Sequence;
import org.junit.jupiter.api.Test;

class ItemKnnTest {

  /** Trained on 1 2, 1 2 3, 2 3 (the last two events of each user are targets). */
  private final Dataset data =
      data(new int[] {1, 2, 4, 4}, new int[] {1, 2, 3, 2, 4, 4}, new int[] {2, 3, 4, 4});

  @Test
  void similarityIsTheShrunkCosine() {
    ItemKnn plain = ItemKnn.learn(data, new ItemKnn.Settings(5, 0, ItemKnn.ALL));
    float[] scores = scores(plain, 1);
    assertThat((double) scores[2]).isCloseTo(2 / Math.sqrt(2 * 3), within(1e-6));
    assertThat((double) scores[3]).isCloseTo(1 / Math.sqrt(2 * 2), within(1e-6));
    assertThat(scores[1]).as("no item is its own neighbour").isZero();
    assertThat(scores[4]).as("targets are not learned from").isZero();
    ItemKnn shrunk = ItemKnn.learn(data, new ItemKnn.Settings(5, 2, ItemKnn.ALL));
    assertThat((double) scores(shrunk, 1)[2]).isCloseTo(2 / (Math.sqrt(6) + 2), within(1e-6));
  }

  @Test
  void onlyTheNearestAreKeptAndOnlyTheNewestAreAsked() {
    ItemKnn nearest = ItemKnn.learn(data, new ItemKnn.Settings(1, 0, 1));
    assertThat(scores(nearest, 1)[3]).isZero();
    assertThat(scores(nearest, 1)[2]).isPositive();
    assertThat(scores(nearest, 1, 3)).isEqualTo(scores(nearest, 3));
    assertThat(nearest.bytes()).as("6 row starts, 3 pairs").isEqualTo(4 * 6 + 8 * 3);
  }

  @Test
  void settingsAreChosenOnValidation() {
    List<ItemKnn.Settings> candidates =
        List.of(new ItemKnn.Settings(1, 0, 1), new ItemKnn.Settings(2, 1, ItemKnn.ALL));
    assertThat(candidates).contains(ItemKnn.fit(data, candidates).settings());
  }

  private static float[] scores(ItemKnn knn, int... context) {
    float[] scores = new float[5];
    int[] ones = new int[context.length];
    Arrays.fill(ones, 1);
    knn.score(new Context(0, context, ones, ones), scores);
    return scores;
  }

  private static Dataset data(int[]... users) {
    List<Items.Item> table = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      table.add(new Items.Item("i" + i, "", List.of(), 1));
    }
    List<Sequence> sequences = new ArrayList<>();
    for (int[] user : users) {
      int[] ones = new int[user.length];
      Arrays.fill(ones, 1);
      sequences.add(new Sequence(user, ones, ones, new long[user.length]));
    }
    return new Dataset(
        new FeatureSchema(5, List.of("other"), List.of(60L)), new Items(table), sequences);
  }
}
