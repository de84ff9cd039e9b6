package org.edgestill.distiller.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.data.InputException;
import org.edgestill.distiller.data.Items;
import org.edgestill.distiller.data.Sequence;
import org.edgestill.distiller.evaluate.Evaluator;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.evaluate.Split;
import org.junit.jupiter.api.Test;

class BehaviourWeightsTest {

  private static final FeatureSchema SCHEMA =
      new FeatureSchema(10, List.of("other", "view", "purchase"), List.of(60L));
  private static final int VIEW = 2;
  private static final int PURCHASE = 3;
  private static final int ITEMS = 200;

  @Test
  void whatHelpsIsLearned() {
    // what is bought follows the item before it; what is viewed in between is drawn from a few
    Dataset data = shop(300, 0.7);
    BehaviourWeights weights = BehaviourFit.fit(data, 1);
    assertThat(weights.of(PURCHASE)).isGreaterThan(1);
    assertThat(weights.of(VIEW)).isEqualTo(1);
    Evaluator evaluator = new Evaluator(data, 1);
    assertThat(evaluator.value(chain(data, weights), Split.TEST, Metric.NDCG_10))
        .isGreaterThan(
            evaluator.value(chain(data, BehaviourWeights.EQUAL), Split.TEST, Metric.NDCG_10));
  }

  @Test
  void whatDoesNotHelpStaysAsItIs() {
    assertThat(BehaviourFit.fit(shop(300, 0), 1)).isEqualTo(BehaviourWeights.EQUAL);
    SplittableRandom random = new SplittableRandom(5);
    Dataset alike =
        data(
            IntStream.range(0, 200)
                .mapToObj(
                    u -> {
                      int start = random.nextInt(ITEMS);
                      int[] items =
                          IntStream.range(0, 9).map(i -> 1 + (start + i) % ITEMS).toArray();
                      int[] behaviours = random.ints(9, VIEW, PURCHASE + 1).toArray();
                      return sequence(items, behaviours);
                    })
                .toList());
    assertThat(BehaviourFit.fit(alike, 1)).isEqualTo(BehaviourWeights.EQUAL);
  }

  @Test
  void countsAreWeighedByWhatCame() {
    Dataset data =
        data(
            List.of(
                sequence(new int[] {1, 2, 3, 9, 9}, new int[] {VIEW, VIEW, PURCHASE, VIEW, VIEW})));
    BehaviourWeights weights = BehaviourWeights.of(Map.of("view", 0.5, "purchase", 4.0), SCHEMA);
    float[] scores = new float[ITEMS + 1];
    int[] one = {1};
    Markov.learn(data, new Markov.Settings(2, 0.5, weights))
        .score(new Context(0, one, one, one), scores);
    assertThat(scores[2]).isEqualTo(0.5f);
    assertThat(scores[3]).isEqualTo(2);
    Markov.learn(
            data, new Markov.Settings(2, 0.5, BehaviourWeights.of(Map.of("view", 0.0), SCHEMA)))
        .score(new Context(0, one, one, one), scores);
    assertThat(scores[2]).isZero();
    assertThat(scores[3]).isEqualTo(0.5f);
  }

  @Test
  void weightsAreChecked() {
    assertThat(BehaviourWeights.of(Map.of("view", 1.0), SCHEMA)).isEqualTo(BehaviourWeights.EQUAL);
    assertThatThrownBy(() -> BehaviourWeights.of(Map.of("wiev", 1.0), SCHEMA))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no behaviour 'wiev'; there are other, view, purchase");
    assertThatThrownBy(() -> BehaviourWeights.of(Map.of("view", -1.0), SCHEMA))
        .hasMessageContaining("0 or more");
    assertThatThrownBy(
            () -> BehaviourWeights.of(Map.of("other", 0.0, "view", 0.0, "purchase", 0.0), SCHEMA))
        .hasMessageContaining("nothing would count");
  }

  private static Markov chain(Dataset data, BehaviourWeights weights) {
    return Markov.learn(data, Markov.Settings.BASELINE.with(weights));
  }

  /** Walks of purchases round the catalogue, after each of which random items may be viewed. */
  private static Dataset shop(int users, double views) {
    SplittableRandom random = new SplittableRandom(3);
    List<Sequence> sequences = new ArrayList<>();
    for (int user = 0; user < users; user++) {
      List<int[]> events = new ArrayList<>();
      int at = random.nextInt(ITEMS);
      for (int i = 0; i < 10; i++) {
        events.add(new int[] {1 + (at + i) % ITEMS, PURCHASE});
        while (i < 7 && random.nextDouble() < views) {
          events.add(new int[] {1 + random.nextInt(ITEMS), VIEW});
        }
      }
      sequences.add(
          sequence(
              events.stream().mapToInt(event -> event[0]).toArray(),
              events.stream().mapToInt(event -> event[1]).toArray()));
    }
    return data(sequences);
  }

  private static Sequence sequence(int[] items, int[] behaviours) {
    int[] gaps = IntStream.range(0, items.length).map(i -> 1).toArray();
    return new Sequence(items, behaviours, gaps, new long[items.length]);
  }

  private static Dataset data(List<Sequence> sequences) {
    List<Items.Item> items =
        IntStream.rangeClosed(1, ITEMS)
            .mapToObj(i -> new Items.Item("i" + i, "", List.of(), 1))
            .toList();
    return new Dataset(SCHEMA, new Items(items), sequences);
  }
}
