package org.edgestill.distiller.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.edgestill.distiller.data.SplitSettings.By;
import org.jspecify.annotations.Nullable;

/** Divides a log as the settings say. */
final class Splitter {

  private final SplitSettings settings;

  Splitter(SplitSettings settings) {
    this.settings = settings;
  }

  /**
   * Divides.
   *
   * @throws InputException if a part by time would be empty
   */
  Partition split(EventLog log, Histories histories) {
    if (!settings.by().isByTime()) {
      List<Cut> cuts = new ArrayList<>(histories.users());
      for (int user = 0; user < histories.users(); user++) {
        int length = histories.rows(user).length;
        cuts.add(
            settings.by() == By.LEAVE_ONE_OUT
                ? Cut.leaveOneOut(length)
                : Cut.ratio(length, settings.validationShare(), settings.testShare()));
      }
      return new Partition(settings.by(), 0, 0, cuts);
    }
    long[] all = times(log, histories);
    double held = settings.validationShare() + settings.testShare();
    long validationFrom = moment("validationFrom", settings.validationFrom(), all, held);
    long testFrom = moment("testFrom", settings.testFrom(), all, settings.testShare());
    List<Cut> cuts = new ArrayList<>(histories.users());
    boolean train = false;
    boolean validation = false;
    boolean test = false;
    for (int user = 0; user < histories.users(); user++) {
      int[] rows = histories.rows(user);
      long[] times = Arrays.stream(rows).mapToLong(log::time).toArray();
      Cut cut =
          settings.by() == By.TEMPORAL
              ? Cut.temporal(times, validationFrom, testFrom)
              : Cut.session(times, validationFrom, testFrom);
      train |= cut.train() > 0;
      validation |= cut.validationEnd() > cut.validation();
      test |= cut.test() < rows.length;
      cuts.add(cut);
    }
    requirePart(train, "training", all, validationFrom, testFrom);
    requirePart(validation, "validation", all, validationFrom, testFrom);
    requirePart(test, "test", all, validationFrom, testFrom);
    return new Partition(settings.by(), validationFrom, testFrom, cuts);
  }

  private static long[] times(EventLog log, Histories histories) {
    long[] all =
        IntStream.range(0, histories.users())
            .flatMap(user -> Arrays.stream(histories.rows(user)))
            .mapToLong(log::time)
            .toArray();
    Arrays.sort(all);
    return all;
  }

  /** As it is set, or so that the share of all events is not before it. */
  private static long moment(String setting, @Nullable String text, long[] times, double share) {
    int index = (int) Math.floor(times.length * (1 - share));
    return Moments.setting("data.split." + setting, text, times[index]);
  }

  private static void requirePart(
      boolean there, String part, long[] times, long validationFrom, long testFrom) {
    if (!there) {
      throw new InputException(
          "data.split leaves nothing for %s: validation from %s, test from %s, events from %s to %s"
              .formatted(
                  part,
                  Moments.text(validationFrom),
                  Moments.text(testFrom),
                  Moments.text(times[0]),
                  Moments.text(times[times.length - 1])));
    }
  }
}
