package org.edgestill.distiller.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.data.Items;
import org.edgestill.distiller.data.Sequence;

/** Small worlds with rules that a network can learn. */
public final class Worlds {

  private Worlds() {}

  /**
   * Users who walk a ring of items, each from a place of its own, with steps of one: after item i
   * comes item i + 1, always.
   */
  public static Dataset ring(int users, int items, int events, long seed) {
    Random random = new Random(seed);
    List<Sequence> sequences = new ArrayList<>();
    for (int user = 0; user < users; user++) {
      int start = random.nextInt(items);
      int length = events - random.nextInt(events / 2);
      int[] walk = IntStream.range(0, length).map(i -> (start + i) % items + 1).toArray();
      int[] behaviours = IntStream.range(0, length).map(i -> 1 + i % 3).toArray();
      int[] gaps = IntStream.range(0, length).map(i -> i == 0 ? 1 : 2 + i % 4).toArray();
      long[] times = IntStream.range(0, length).mapToLong(i -> i * 1000L).toArray();
      sequences.add(new Sequence(walk, behaviours, gaps, times));
    }
    List<Items.Item> names =
        IntStream.rangeClosed(1, items)
            .mapToObj(i -> new Items.Item("item-" + i, "", List.of(), 1))
            .toList();
    FeatureSchema schema =
        new FeatureSchema(12, List.of("other", "view", "cart"), List.of(60L, 600L, 3600L));
    return new Dataset(schema, new Items(names), sequences);
  }

  /** A small Transformer and its short training. */
  static TeacherSettings teacher(int layers, int epochs) {
    return new TeacherSettings(
        TeacherSettings.Kind.TRANSFORMER, 16, layers, 2, 32, 0, loop(epochs, 1e-2));
  }

  /** A short training of a small network. */
  static LoopSettings loop(int epochs, double learningRate) {
    return new LoopSettings(
        epochs, epochs, learningRate, LoopSettings.Schedule.COSINE, 5, 400, 6, 0, 0, 0, 5, 2, 7);
  }
}
