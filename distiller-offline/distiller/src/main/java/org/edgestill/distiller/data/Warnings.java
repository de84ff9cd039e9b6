package org.edgestill.distiller.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.edgestill.distiller.data.SplitSettings.By;

/** What a reader of the figures should know about the data, in words. */
final class Warnings {

  /** A list of ten is more than a twentieth of fewer items, so good figures come cheap. */
  private static final int FEW_ITEMS = 200;

  /** With fewer users one of them moves a mean by half a per cent of hits. */
  private static final int FEW_USERS = 200;

  private static final double MANY_TIES = 0.01;

  private static final int SOME_PAIRS = 100;

  /** By chance half of the pairs ascend, and far fewer than this if users come back to items. */
  private static final double SORTED = 0.9;

  /** More than a person does in a minute or a day, by a wide margin. */
  private static final int FAST_MINUTE = 100;

  private static final int FAST_DAY = 5_000;

  /** Shorter sequences may well be equal by chance. */
  private static final int ALIKE_TIMED = 3;

  private static final int ALIKE_UNTIMED = 5;

  private static final long END_OF_1970 = 365 * Pace.DAY;

  private final Dataset data;
  private final boolean timed;
  private final List<String> warnings = new ArrayList<>();

  Warnings(Dataset data, boolean timed) {
    this.data = data;
    this.timed = timed;
  }

  /** All of them; called once. */
  List<String> list(long badRows, Map<String, Long> behaviours, long tied, DataCard.Split split) {
    warnIf(
        badRows > 0,
        "%,d rows could not be used and were skipped (badRows: skip)".formatted(badRows));
    size(split);
    long events = behaviours.values().stream().mapToLong(Long::longValue).sum();
    if (timed) {
      order(tied, events);
      times();
      pace();
    } else {
      warn(
          "the log has no times: the order of its rows is taken for the order of events (if it has"
              + " none, no figure of a sequence model means anything), and gaps of time are not"
              + " told apart (features.gapBoundsSeconds is not used)");
    }
    sortedByItem();
    long unknown =
        behaviours.entrySet().stream()
            .filter(behaviour -> !data.schema().behaviours().contains(behaviour.getKey()))
            .mapToLong(Map.Entry::getValue)
            .sum();
    warnIf(
        unknown > 0,
        "%,d events have a behaviour that is not in features.behaviours and count as 'other'"
            .formatted(unknown));
    alike();
    leakage(split);
    return warnings;
  }

  private void size(DataCard.Split split) {
    warnIf(
        data.itemCount() < FEW_ITEMS,
        ("the catalogue has %,d items only: a list of ten is %.0f %% of it, and high figures mean"
                + " little")
            .formatted(data.itemCount(), Math.min(100, 1_000.0 / data.itemCount())));
    warnIf(
        split.testUsers() < FEW_USERS || split.validationUsers() < FEW_USERS,
        ("%,d users have validation targets and %,d have test targets: few to choose by and to"
                + " report on, intervals will be wide")
            .formatted(split.validationUsers(), split.testUsers()));
  }

  private void order(long tied, long events) {
    boolean days =
        IntStream.range(0, data.users())
            .mapToObj(user -> data.everything(user).timesMillis())
            .flatMapToLong(Arrays::stream)
            .allMatch(time -> time % Pace.DAY == 0);
    warnIf(
        tied > MANY_TIES * events,
        ("%,d of %,d events (%.0f %%) are at the same time as the one before or after it of the"
                + " same user%s: their order is that of the file, which may not be the one in which"
                + " they happened")
            .formatted(
                tied, events, 100.0 * tied / events, days ? ", because times are whole days" : ""));
  }

  /** Where the log's times do not say what came first, its rows may have been sorted by item. */
  private void sortedByItem() {
    long[] numbers = numbers();
    long pairs = 0;
    long ascending = 0;
    for (int user = 0; user < data.users(); user++) {
      Sequence sequence = data.everything(user);
      int[] items = sequence.items();
      long[] times = sequence.timesMillis();
      for (int i = 1; i < items.length; i++) {
        if (items[i] != items[i - 1] && (!timed || times[i] == times[i - 1])) {
          pairs++;
          ascending += numbers[items[i]] > numbers[items[i - 1]] ? 1 : 0;
        }
      }
    }
    warnIf(
        pairs >= SOME_PAIRS && ascending > SORTED * pairs,
        ("%.0f %% of the events whose order is that of the file are in order of their items: the"
                + " file was sorted by item, and models learn that order instead of what users do")
            .formatted(100.0 * ascending / Math.max(1, pairs)));
  }

  /** Identifiers by item number, or what places they have among all if they are no numbers. */
  private long[] numbers() {
    int[] order =
        IntStream.rangeClosed(1, data.itemCount())
            .boxed()
            .sorted(Comparator.comparing(data.items()::itemAt))
            .mapToInt(Integer::intValue)
            .toArray();
    long[] numbers = new long[data.itemCount() + 1];
    try {
      for (int item = 1; item < numbers.length; item++) {
        numbers[item] = Long.parseLong(data.items().itemAt(item));
      }
    } catch (NumberFormatException e) {
      for (int place = 0; place < order.length; place++) {
        numbers[order[place]] = place;
      }
    }
    return numbers;
  }

  private void times() {
    long[] times =
        IntStream.range(0, data.users())
            .mapToObj(user -> data.everything(user).timesMillis())
            .flatMapToLong(Arrays::stream)
            .sorted()
            .toArray();
    warnIf(
        times[times.length - 1] < END_OF_1970,
        "all events are in 1970: data.events.timeUnit is probably wrong");
    int tail = times.length / 1_000;
    long low = times[tail];
    long high = times[times.length - 1 - tail];
    long span = high - low;
    long far = Arrays.stream(times).filter(time -> time < low - span || time > high + span).count();
    warnIf(
        tail > 0 && far > 0,
        ("%,d events are far from the time in which 99.8 %% of them are (%s to %s): check them,"
                + " data.filters.time drops them")
            .formatted(far, Moments.text(low), Moments.text(high)));
  }

  private void pace() {
    long fast =
        IntStream.range(0, data.users())
            .mapToObj(user -> data.everything(user).timesMillis())
            .filter(
                times ->
                    Pace.exceeds(times, Pace.MINUTE, FAST_MINUTE)
                        || Pace.exceeds(times, Pace.DAY, FAST_DAY))
            .count();
    warnIf(
        fast > 0,
        ("users with more than %,d events within a minute or %,d within a day: %,d (bots, imports,"
                + " or times of entry instead of use); data.filters.bots drops such users")
            .formatted(FAST_MINUTE, FAST_DAY, fast));
  }

  /** The same person under two names puts the answers of one into the training of the other. */
  private void alike() {
    Set<Long> seen = new HashSet<>();
    long alike = 0;
    for (int user = 0; user < data.users(); user++) {
      Sequence sequence = data.everything(user);
      if (sequence.length() >= (timed ? ALIKE_TIMED : ALIKE_UNTIMED)) {
        long items = Arrays.hashCode(sequence.items());
        long times = timed ? Arrays.hashCode(sequence.timesMillis()) : sequence.length();
        alike += seen.add(items << Integer.SIZE ^ times) ? 0 : 1;
      }
    }
    warnIf(
        alike > 0,
        ("%,d users have exactly the events of another one%s: the training events of one hold the"
                + " targets of the other")
            .formatted(alike, timed ? ", times included" : ""));
  }

  private void leakage(DataCard.Split split) {
    warnIf(
        split.coldTestTargets() > 0,
        ("%,d of %,d test targets (%.1f %%) are items without training events, which no model can"
                + " know")
            .formatted(
                split.coldTestTargets(),
                split.testTargets(),
                100.0 * split.coldTestTargets() / Math.max(1, split.testTargets())));
    By by = data.partition().by();
    if (timed && !by.isByTime() && split.testTargets() > 0) {
      warn(
          ("%s lets other users' future train: on average %.0f %% of the training events are newer"
                  + " than the test target that is guessed with them (Ji et al., TOIS 2023); by:"
                  + " temporal does not")
              .formatted(by, 100 * newerThanTargets()));
    }
  }

  private double newerThanTargets() {
    long[] train =
        IntStream.range(0, data.users())
            .mapToObj(user -> data.train(user).timesMillis())
            .flatMapToLong(Arrays::stream)
            .sorted()
            .toArray();
    return IntStream.range(0, data.users())
        .filter(user -> data.testItems(user).length > 0)
        .mapToLong(user -> data.everything(user).timesMillis()[data.testContext(user).length()])
        .mapToDouble(time -> 1 - (double) notAfter(train, time) / train.length)
        .average()
        .orElse(0);
  }

  private static int notAfter(long[] ascending, long time) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending[middle] <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void warnIf(boolean really, String text) {
    if (really) {
      warn(text);
    }
  }

  private void warn(String text) {
    warnings.add(text);
  }
}
