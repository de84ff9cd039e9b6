package org.edgestill.distiller.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.edgestill.distiller.data.Dataset;

/**
 * Divides the evaluated targets by what is known of their users and items. A division that puts
 * everything into one part is left out.
 *
 * <ul>
 *   <li><b>user activity</b>: thirds of the users by how many events come before their targets
 *   <li><b>item popularity</b>: the most popular items that make up a third of the training events
 *       (head), those that make up the next third (middle), and the rest (tail)
 *   <li><b>behaviour</b> of the target event
 *   <li><b>new items</b>: whether the target's item has any training event
 *   <li><b>new users</b>: whether anything of the user was known before
 * </ul>
 */
public final class Slices {

  private static final int THIRDS = 3;
  private static final List<String> POPULARITY = List.of("head", "middle", "tail");

  private final Dataset data;
  private final Split split;
  private final long seed;
  private final int[] users;
  private final int[][] items;
  private final List<Slice> slices = new ArrayList<>();

  private Slices(Dataset data, Split split, long seed) {
    this.data = data;
    this.split = split;
    this.seed = seed;
    this.users =
        new Evaluator(data, seed).users(split).stream().mapToInt(Integer::intValue).toArray();
    this.items = Arrays.stream(users).mapToObj(u -> split.targets(data, u)).toArray(int[][]::new);
  }

  /**
   * All slices.
   *
   * @param seed of the intervals
   */
  public static List<Slice> of(Dataset data, Split split, long seed) {
    Slices all = new Slices(data, split, seed);
    if (all.users.length > 0) {
      all.byActivity();
      all.byPopularity();
      all.byBehaviour();
      all.byNewItem();
      all.byNewUser();
    }
    return List.copyOf(all.slices);
  }

  /** Which part a target is in. */
  private interface Part {
    int of(int row, int target);
  }

  private void byActivity() {
    int[] events = Arrays.stream(users).map(u -> split.context(data, u).length()).toArray();
    int[] sorted = events.clone();
    Arrays.sort(sorted);
    int low = sorted[(sorted.length - 1) / THIRDS];
    int high = sorted[(sorted.length - 1) * 2 / THIRDS];
    List<String> names =
        List.of(
            "up to %d events".formatted(low),
            "%d to %d events".formatted(low + 1, high),
            "more than %d events".formatted(high));
    add("user activity", names, (row, t) -> events[row] <= low ? 0 : events[row] <= high ? 1 : 2);
  }

  private void byPopularity() {
    int[] popularity = data.items().popularity();
    int[] part = new int[popularity.length];
    int[] size = new int[THIRDS];
    long total = Arrays.stream(popularity).asLongStream().sum();
    long before = 0;
    int[] descending =
        IntStream.range(1, popularity.length)
            .boxed()
            .sorted(Comparator.comparingInt((Integer item) -> popularity[item]).reversed())
            .mapToInt(Integer::intValue)
            .toArray();
    for (int item : descending) {
      part[item] = total == 0 ? 2 : (int) Math.min(2, before * THIRDS / total);
      size[part[item]]++;
      before += popularity[item];
    }
    List<String> names =
        IntStream.range(0, THIRDS)
            .mapToObj(i -> "%s (%,d items)".formatted(POPULARITY.get(i), size[i]))
            .toList();
    add("item popularity", names, (row, t) -> part[items[row][t]]);
  }

  private void byBehaviour() {
    List<String> names = data.schema().behaviours();
    int[][] codes = new int[users.length][];
    for (int row = 0; row < users.length; row++) {
      codes[row] = split.behaviours(data, users[row]);
    }
    add("behaviour", names, (row, t) -> codes[row][t] - 1);
  }

  private void byNewItem() {
    int[] popularity = data.items().popularity();
    add(
        "new items",
        List.of("trained on", "never trained on"),
        (row, t) -> popularity[items[row][t]] > 0 ? 0 : 1);
  }

  private void byNewUser() {
    add(
        "new users",
        List.of("something known", "nothing known"),
        (row, t) -> split.context(data, users[row]).length() > 0 ? 0 : 1);
  }

  private void add(String group, List<String> names, Part part) {
    List<Slice> parts = new ArrayList<>();
    for (int p = 0; p < names.size(); p++) {
      int which = p;
      int[][] targets = new int[users.length][];
      for (int row = 0; row < users.length; row++) {
        int of = row;
        targets[row] =
            IntStream.range(0, items[row].length).filter(t -> part.of(of, t) == which).toArray();
      }
      int[] rows =
          IntStream.range(0, users.length).filter(row -> targets[row].length > 0).toArray();
      if (rows.length > 0) {
        int[][] chosen = Arrays.stream(rows).mapToObj(r -> targets[r]).toArray(int[][]::new);
        parts.add(
            new Slice(
                group,
                names.get(p).toLowerCase(Locale.ROOT),
                rows,
                chosen,
                new Bootstrap(rows.length, seed)));
      }
    }
    if (parts.size() > 1) {
      slices.addAll(parts);
    }
  }
}
