package org.edgestill.distiller.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A behaviour log in memory, by columns: 20 bytes an event, plus every distinct text once. Rows are
 * in file order.
 */
final class EventLog {

  /** Texts, numbered in the order in which they come. */
  static final class Dictionary {
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> texts = new ArrayList<>();

    int number(String text) {
      Integer known = numbers.putIfAbsent(text, texts.size());
      if (known != null) {
        return known;
      }
      texts.add(text);
      return texts.size() - 1;
    }

    String text(int number) {
      return texts.get(number);
    }

    int size() {
      return texts.size();
    }
  }

  private final Dictionary userNames = new Dictionary();
  final Dictionary itemNames = new Dictionary();
  final Dictionary behaviourNames = new Dictionary();

  private int size;
  private int userCount;
  private int[] users = new int[1024];
  private int[] items = new int[1024];
  private int[] behaviours = new int[1024];
  private long[] times = new long[1024];

  void add(String user, String item, String behaviour, long timeMillis) {
    if (size == users.length) {
      int room = Math.addExact(size, size / 2);
      users = Arrays.copyOf(users, room);
      items = Arrays.copyOf(items, room);
      behaviours = Arrays.copyOf(behaviours, room);
      times = Arrays.copyOf(times, room);
    }
    users[size] = userNames.number(user);
    items[size] = itemNames.number(item);
    behaviours[size] = behaviourNames.number(behaviour);
    times[size++] = timeMillis;
    userCount = userNames.size();
  }

  /** Gives rows to other users, for instance to sessions; numbers below {@code count}. */
  void regroup(int[] userOfRow, int count) {
    users = userOfRow;
    userCount = count;
  }

  int size() {
    return size;
  }

  int user(int row) {
    return users[row];
  }

  int item(int row) {
    return items[row];
  }

  int behaviour(int row) {
    return behaviours[row];
  }

  long time(int row) {
    return times[row];
  }

  /** How many users there are, with and without events; they are numbered from 0. */
  int userCount() {
    return userCount;
  }

  /** How many of some rows each user has. */
  int[] eventsByUser(BitSet rows) {
    int[] counts = new int[userCount];
    for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
      counts[users[row]]++;
    }
    return counts;
  }

  /** How many of some rows each item has. */
  int[] eventsByItem(BitSet rows) {
    int[] counts = new int[itemNames.size()];
    for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
      counts[items[row]]++;
    }
    return counts;
  }
}
