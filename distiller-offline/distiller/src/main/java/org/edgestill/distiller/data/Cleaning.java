package org.edgestill.distiller.data;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import org.edgestill.distiller.data.Filters.CountRange;

/**
 * Chooses the events of a log that a data set is made of, and counts what each rule dropped. In
 * this order: time range, repeated events, bots; then sessions are cut; then users and items with
 * too many events; then the core.
 */
final class Cleaning {

  private final EventLog log;
  private final DataSettings settings;
  private final BitSet rows;
  private Histories histories;

  Cleaning(EventLog log, DataSettings settings) {
    this.log = log;
    this.settings = settings;
    this.rows = new BitSet(log.size());
    rows.set(0, log.size());
    this.histories = Histories.of(log);
  }

  /**
   * Chooses; once, because sessions change the log's users.
   *
   * @param otherRatings how many events the reader has dropped for their rating
   */
  DataCard.Dropped apply(long otherRatings) {
    Filters filters = settings.filters();
    long time = filters.time().isSet() ? dropped(() -> keepTime(filters.time())) : 0;
    long repeated = dropped(this::dropRepeated);
    long bots = filters.bots().isSet() ? dropped(() -> dropBots(filters.bots())) : 0;
    Integer gapMinutes = settings.sessions().gapMinutes();
    if (gapMinutes != null) {
      cutSessions(TimeUnit.MINUTES.toMillis(gapMinutes));
    }
    long userEvents =
        dropped(
            () -> {
              int[] counts = log.eventsByUser(rows);
              dropIf(row -> counts[log.user(row)] > filters.userEvents().maxOrAll());
            });
    long itemEvents =
        dropped(
            () -> {
              int[] counts = log.eventsByItem(rows);
              dropIf(row -> counts[log.item(row)] > filters.itemEvents().maxOrAll());
            });
    long core =
        dropped(() -> Core.apply(log, rows, min(filters.userEvents()), min(filters.itemEvents())));
    return new DataCard.Dropped(otherRatings, time, repeated, bots, userEvents, itemEvents, core);
  }

  private int min(CountRange range) {
    return range.minOr(settings.core());
  }

  /** The events that are left. */
  BitSet rows() {
    return rows;
  }

  /** The events that are left, by user or session. */
  Histories histories() {
    return histories.only(rows);
  }

  private long dropped(Runnable rule) {
    int before = rows.cardinality();
    rule.run();
    return before - (long) rows.cardinality();
  }

  private void dropIf(IntPredicate rule) {
    for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
      if (rule.test(row)) {
        rows.clear(row);
      }
    }
  }

  private void keepTime(Filters.TimeRange range) {
    long from = range.fromMillis();
    long until = range.untilMillis();
    dropIf(row -> log.time(row) < from || log.time(row) >= until);
  }

  /** As the gateway's encoder does: same item, behaviour and time. */
  private void dropRepeated() {
    histories = histories.only(rows);
    for (int user = 0; user < histories.users(); user++) {
      int[] own = histories.rows(user);
      for (int from = 0, to; from < own.length; from = to) {
        to = from + 1;
        while (to < own.length && log.time(own[to]) == log.time(own[from])) {
          to++;
        }
        if (to - from > 1) {
          Set<Long> seen = new HashSet<>();
          for (int i = from; i < to; i++) {
            if (!seen.add((long) log.item(own[i]) << Integer.SIZE | log.behaviour(own[i]))) {
              rows.clear(own[i]);
            }
          }
        }
      }
    }
  }

  private void dropBots(Filters.Bots bots) {
    histories = histories.only(rows);
    for (int user = 0; user < histories.users(); user++) {
      int[] own = histories.rows(user);
      long[] times = Arrays.stream(own).mapToLong(log::time).toArray();
      if (Pace.exceeds(times, Pace.MINUTE, bots.perMinute())
          || Pace.exceeds(times, Pace.DAY, bots.perDay())) {
        Arrays.stream(own).forEach(rows::clear);
      }
    }
  }

  private void cutSessions(long gapMillis) {
    histories = histories.only(rows).cut(log, gapMillis);
    int[] sessions = new int[log.size()];
    for (int session = 0; session < histories.users(); session++) {
      for (int row : histories.rows(session)) {
        sessions[row] = session;
      }
    }
    log.regroup(sessions, histories.users());
  }
}
