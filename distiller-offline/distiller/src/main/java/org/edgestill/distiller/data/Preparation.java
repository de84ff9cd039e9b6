package org.edgestill.distiller.data;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.features.FeatureSchema;

/**
 * Makes a data set of a behaviour log: repeated events dropped, k-core, per-user order by time
 * (ties in file order), encoded, split by leave-one-out.
 *
 * <p>Users are numbered in the order in which they come in the file; items in the order of their
 * first event in time, so that new items of a longer log come after the old ones.
 */
public final class Preparation {

  /** What came of it. */
  public record Prepared(Dataset data, DataCard card) {}

  private final DataSettings settings;
  private final FeatureSchema schema;
  private final Path folder;

  /**
   * A preparation.
   *
   * @param folder what the paths in the settings are relative to
   */
  public Preparation(DataSettings settings, FeatureSchema schema, Path folder) {
    this.settings = settings;
    this.schema = schema;
    this.folder = folder;
  }

  /**
   * Reads and prepares.
   *
   * @throws InputException if the files can not be used, or nothing is left of them
   */
  public Prepared prepare() {
    EventLog log = new EventReader(settings.events(), folder).read();
    BitSet rows = new BitSet(log.size());
    rows.set(0, log.size());
    List<int[]> byUser = rowsByUser(log, rows);
    byUser.forEach(user -> dropRepeated(log, user, rows));
    int distinct = rows.cardinality();
    KCore.apply(log, rows, settings.core());
    if (rows.isEmpty()) {
      throw new InputException(
          settings.events().file()
              + " has "
              + distinct
              + " events, but no user and item with "
              + settings.core()
              + " of them; lower data.core or take more data");
    }
    byUser = rowsByUser(log, rows);
    Items items = items(log, byUser, rows);
    SequenceEncoder encoder = new SequenceEncoder(schema, items);
    List<Sequence> sequences =
        byUser.stream().map(user -> encoder.encode(events(log, user))).toList();
    Dataset data = new Dataset(schema, items, sequences);
    return new Prepared(data, card(log, distinct, rows, data));
  }

  /** The chosen rows of each user that has any, in time order, ties in file order. */
  private static List<int[]> rowsByUser(EventLog log, BitSet rows) {
    int[] counts = new int[log.userNames.size()];
    rows.stream().forEach(row -> counts[log.user(row)]++);
    int[][] byUser = new int[counts.length][];
    Arrays.setAll(byUser, user -> new int[counts[user]]);
    int[] filled = new int[counts.length];
    rows.stream().forEach(row -> byUser[log.user(row)][filled[log.user(row)]++] = row);
    List<int[]> sorted = new ArrayList<>();
    for (int[] user : byUser) {
      if (user.length > 0) {
        sorted.add(
            Arrays.stream(user)
                .boxed()
                .sorted(Comparator.comparingLong(log::time)) // stable
                .mapToInt(Integer::intValue)
                .toArray());
      }
    }
    return sorted;
  }

  private static void dropRepeated(EventLog log, int[] user, BitSet rows) {
    Set<List<Object>> seen = new HashSet<>();
    for (int row : user) {
      if (!seen.add(List.of(log.item(row), log.behaviour(row), log.time(row)))) {
        rows.clear(row);
      }
    }
  }

  private Items items(EventLog log, List<int[]> byUser, BitSet rows) {
    long[] first = new long[log.itemNames.size()];
    Arrays.fill(first, Long.MAX_VALUE);
    rows.stream()
        .forEach(row -> first[log.item(row)] = Math.min(first[log.item(row)], log.time(row)));
    int[] popularity = new int[first.length];
    for (int[] user : byUser) {
      for (int i = 0; i < Dataset.trainLength(user.length); i++) {
        popularity[log.item(user[i])]++;
      }
    }
    Map<String, ItemDetails> details = ItemDetails.read(settings.items(), folder);
    List<Items.Item> items = new ArrayList<>();
    rows.stream()
        .map(log::item)
        .distinct()
        .boxed()
        .sorted(Comparator.comparingLong(item -> first[item]))
        .forEach(
            item -> {
              String id = log.itemNames.text(item);
              ItemDetails known = details.getOrDefault(id, ItemDetails.NONE);
              items.add(new Items.Item(id, known.title(), known.categories(), popularity[item]));
            });
    return new Items(items);
  }

  private static List<BehaviourEvent> events(EventLog log, int[] rows) {
    List<BehaviourEvent> events = new ArrayList<>(rows.length);
    for (int row : rows) {
      events.add(
          BehaviourEvent.of(
              log.userNames.text(log.user(row)),
              log.itemNames.text(log.item(row)),
              log.behaviourNames.text(log.behaviour(row)),
              log.time(row)));
    }
    return events;
  }

  private DataCard card(EventLog log, int distinct, BitSet rows, Dataset data) {
    SortedMap<String, Long> behaviours = new TreeMap<>();
    rows.stream()
        .forEach(
            row -> behaviours.merge(log.behaviourNames.text(log.behaviour(row)), 1L, Long::sum));
    int[] lengths =
        IntStream.range(0, data.users())
            .map(user -> data.everything(user).length())
            .sorted()
            .toArray();
    int targets = (int) Arrays.stream(lengths).filter(l -> l >= Dataset.MIN_FOR_SPLIT).count();
    long pairs = 0;
    for (int user = 0; user < data.users(); user++) {
      pairs += Arrays.stream(data.everything(user).items()).distinct().count();
    }
    int titled = 0;
    for (int item = 1; item <= data.itemCount(); item++) {
      titled += data.items().get(item).title().isEmpty() ? 0 : 1;
    }
    return new DataCard(
        settings.events().file(),
        DatasetHash.ofFile(folder.resolve(settings.events().file())),
        log.size(),
        log.size() - (long) distinct,
        distinct - (long) rows.cardinality(),
        settings.core(),
        data.users(),
        data.itemCount(),
        rows.cardinality(),
        data.trainEvents(),
        targets,
        targets,
        1 - (double) pairs / ((double) data.users() * data.itemCount()),
        Instant.ofEpochMilli(rows.stream().mapToLong(log::time).min().orElseThrow()).toString(),
        Instant.ofEpochMilli(rows.stream().mapToLong(log::time).max().orElseThrow()).toString(),
        lengths[0],
        lengths[lengths.length / 2],
        lengths[lengths.length - 1],
        behaviours,
        titled,
        data.hash());
  }
}
