package org.edgestill.distiller.data;

import java.util.Arrays;

/**
 * Where the events of one user are divided. Events are counted from 0, oldest first: those in [0,
 * {@code train}) are for training, those in [{@code validation}, {@code validationEnd}) are
 * validation targets, and those from {@code test} on are test targets. What is between is known
 * when a target is guessed, but is neither trained on nor guessed.
 *
 * @param train how many events are for training
 * @param validation the first validation target, not before {@code train}
 * @param validationEnd after the last validation target
 * @param test the first test target, not before {@code validationEnd}; the number of events if
 *     there is none
 */
public record Cut(int train, int validation, int validationEnd, int test) {

  /** With fewer events a user could not be left anything to learn from. */
  public static final int MIN_EVENTS = 3;

  public Cut {
    if (train < 0 || validation < train || validationEnd < validation || test < validationEnd) {
      throw new IllegalArgumentException(
          "a cut must not go back, but is %d, %d, %d, %d"
              .formatted(train, validation, validationEnd, test));
    }
  }

  /** One of two moments: before it training, validation until the second, then test. */
  private static Cut at(int validation, int test) {
    return new Cut(validation, validation, test, test);
  }

  static Cut allForTraining(int length) {
    return at(length, length);
  }

  static Cut leaveOneOut(int length) {
    return length < MIN_EVENTS ? allForTraining(length) : at(length - 2, length - 1);
  }

  /** At least one event for each part, unless there are too few. */
  static Cut ratio(int length, double validationShare, double testShare) {
    if (length < MIN_EVENTS) {
      return allForTraining(length);
    }
    int test = Math.min(atLeastOne(length * testShare), length - 2);
    int validation = Math.min(atLeastOne(length * validationShare), length - test - 1);
    return at(length - test - validation, length - test);
  }

  private static int atLeastOne(double count) {
    return Math.max(1, (int) Math.round(count));
  }

  /**
   * By moments, the same for all users.
   *
   * @param times of the events, ascending
   */
  static Cut temporal(long[] times, long validationFrom, long testFrom) {
    return at(before(times, validationFrom), before(times, testFrom));
  }

  /**
   * By moments, but a sequence is never cut: if its last event is not before the first moment, that
   * event is the target, the events before it are known, and nothing is trained on.
   *
   * @param times of the events, ascending
   */
  static Cut session(long[] times, long validationFrom, long testFrom) {
    int length = times.length;
    long end = times[length - 1];
    if (end < validationFrom) {
      return allForTraining(length);
    }
    if (length == 1) {
      return new Cut(0, length, length, length); // there would be nothing to guess from
    }
    return end < testFrom ? new Cut(0, length - 1, length, length) : new Cut(0, 0, 0, length - 1);
  }

  private static int before(long[] times, long moment) {
    int found = Arrays.binarySearch(times, moment);
    int at = found < 0 ? -found - 1 : found;
    while (at > 0 && times[at - 1] == moment) {
      at--;
    }
    return at;
  }
}
