package org.edgestill.distiller.data;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Counts what a data card says. */
final class Survey {

  private final DataSettings settings;
  private final Dataset data;

  Survey(DataSettings settings, Dataset data) {
    this.settings = settings;
    this.data = data;
  }

  DataCard card(
      List<DataCard.File> files, EventReader.Result read, DataCard.Dropped dropped, BitSet rows) {
    SortedMap<String, Long> behaviours = behaviours(read.log(), rows);
    int[] lengths = perUser(user -> data.everything(user).length());
    Arrays.sort(lengths);
    boolean timed = settings.events().timed();
    long pairs = 0;
    long tied = 0;
    for (int user = 0; user < data.users(); user++) {
      pairs += Arrays.stream(data.everything(user).items()).distinct().count();
      tied += timed ? tied(data.everything(user).timesMillis()) : 0;
    }
    DataCard.Split split = split();
    return new DataCard(
        files,
        read.rows(),
        read.badRows(),
        read.badRowExamples(),
        dropped,
        settings.core(),
        data.users(),
        data.itemCount(),
        rows.cardinality(),
        1 - (double) pairs / ((double) data.users() * data.itemCount()),
        timed ? Moments.text(rows.stream().mapToLong(read.log()::time).min().orElseThrow()) : null,
        timed ? Moments.text(rows.stream().mapToLong(read.log()::time).max().orElseThrow()) : null,
        tied,
        lengths[0],
        lengths[lengths.length / 2],
        lengths[lengths.length - 1],
        behaviours,
        (int)
            IntStream.rangeClosed(1, data.itemCount())
                .filter(item -> !data.items().get(item).title().isEmpty())
                .count(),
        split,
        new Warnings(data, timed).list(read.badRows(), behaviours, tied, split),
        data.hash());
  }

  private static SortedMap<String, Long> behaviours(EventLog log, BitSet rows) {
    long[] counts = new long[log.behaviourNames.size()];
    rows.stream().forEach(row -> counts[log.behaviour(row)]++);
    SortedMap<String, Long> named = new TreeMap<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        named.put(log.behaviourNames.text(i), counts[i]);
      }
    }
    return named;
  }

  /** How many events have the time of a neighbour, so that it does not say which came first. */
  private static int tied(long[] times) {
    int tied = 0;
    for (int i = 0; i < times.length; i++) {
      boolean before = i > 0 && times[i - 1] == times[i];
      boolean after = i + 1 < times.length && times[i + 1] == times[i];
      tied += before || after ? 1 : 0;
    }
    return tied;
  }

  private DataCard.Split split() {
    Partition partition = data.partition();
    int[] validation = perUser(user -> data.validItems(user).length);
    int[] test = perUser(user -> data.testItems(user).length);
    return new DataCard.Split(
        partition.by().toString(),
        moment(partition.validationFrom()),
        moment(partition.testFrom()),
        data.trainEvents(),
        positive(validation),
        Arrays.stream(validation).asLongStream().sum(),
        positive(test),
        Arrays.stream(test).asLongStream().sum(),
        positive(perUser(user -> data.isWarmUser(user) ? 0 : 1)),
        (int)
            IntStream.rangeClosed(1, data.itemCount())
                .filter(item -> !data.isWarmItem(item))
                .count(),
        positive(perUser(user -> data.isWarmUser(user) ? 0 : test[user])),
        IntStream.range(0, data.users())
            .flatMap(user -> Arrays.stream(data.testItems(user)))
            .filter(item -> !data.isWarmItem(item))
            .count());
  }

  private @Nullable String moment(long millis) {
    return data.partition().by().isByTime() ? Moments.text(millis) : null;
  }

  private int[] perUser(IntUnaryOperator count) {
    return IntStream.range(0, data.users()).map(count).toArray();
  }

  private static int positive(int[] counts) {
    return (int) Arrays.stream(counts).filter(count -> count > 0).count();
  }
}
