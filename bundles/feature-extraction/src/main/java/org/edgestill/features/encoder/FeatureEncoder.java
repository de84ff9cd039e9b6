package org.edgestill.features.encoder;

import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.features.FeatureBuffers;
import org.edgestill.api.features.FeatureExtractor;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.api.features.ItemIndex;

/**
 * The one implementation of the feature schema, version {@value FeatureSchema#VERSION}.
 *
 * <p>In this order: events are sorted by time (stable); those on unknown items are dropped and
 * counted; of the rest, those that repeat an earlier one are dropped and counted (equal identifiers
 * mean the same event; without an identifier, equal item, behaviour and time do); the L newest
 * remain. The gap of an event is the time since the encoded event before it, so the numbers depend
 * on nothing but the L newest events that count: the oldest encoded event always has gap 1
 * (unknown), however much more history there is.
 *
 * <p>Stateless. A call allocates an array of references and one of {@code int}, of the length of
 * the history, and another of four times that if events may be equal.
 */
public final class FeatureEncoder implements FeatureExtractor {

  private static final long UNKNOWN_GAP = 1;
  private static final long FIRST_BUCKET = 2;
  private static final BehaviourEvent[] NONE = {};
  private static final Comparator<BehaviourEvent> BY_TIME =
      Comparator.comparingLong(BehaviourEvent::timeMillis);

  @Override
  public Encoding encode(
      List<BehaviourEvent> history, FeatureSchema schema, ItemIndex items, FeatureBuffers into) {
    requireLength("items", into.items(), schema);
    requireLength("behaviours", into.behaviours(), schema);
    requireLength("gaps", into.gaps(), schema);

    BehaviourEvent[] events = sorted(history);
    int[] numbers = new int[events.length];
    int known = keepKnown(events, numbers, items);
    int unknown = events.length - known;
    int distinct = areDistinct(events, known) ? known : keepDistinct(events, numbers, known);
    int encoded = Math.min(distinct, schema.sequenceLength());
    int other = write(events, numbers, distinct - encoded, distinct, schema, into);
    return new Encoding(encoded, unknown, other, known - distinct);
  }

  private static void requireLength(String name, LongBuffer row, FeatureSchema schema) {
    if (row.limit() != schema.sequenceLength()) {
      throw new IllegalArgumentException(
          "the buffer '%s' must have the schema's sequence length %d, but has %d"
              .formatted(name, schema.sequenceLength(), row.limit()));
    }
  }

  /** Most histories are in order already, and sorting allocates. */
  private static BehaviourEvent[] sorted(List<BehaviourEvent> history) {
    BehaviourEvent[] events = history.toArray(NONE);
    for (int i = 1; i < events.length; i++) {
      if (events[i - 1].timeMillis() > events[i].timeMillis()) {
        Arrays.sort(events, BY_TIME);
        break;
      }
    }
    return events;
  }

  /** Moves the events on known items to the front, their numbers beside them. */
  private static int keepKnown(BehaviourEvent[] events, int[] numbers, ItemIndex items) {
    int kept = 0;
    for (BehaviourEvent event : events) {
      int number = items.indexOf(event.item());
      if (number != 0) {
        events[kept] = event;
        numbers[kept++] = number;
      }
    }
    return kept;
  }

  /** Whether no two events can be equal, as when there are no identifiers and the times differ. */
  private static boolean areDistinct(BehaviourEvent[] events, int count) {
    for (int i = 0; i < count; i++) {
      if (events[i].id() != null
          || (i > 0 && events[i - 1].timeMillis() == events[i].timeMillis())) {
        return false;
      }
    }
    return true;
  }

  /** Moves the first of each group of equal events to the front, by an open-addressing table. */
  private static int keepDistinct(BehaviourEvent[] events, int[] numbers, int count) {
    int mask = Integer.highestOneBit(count) * 4 - 1;
    int[] table = new int[mask + 1];
    int kept = 0;
    for (int i = 0; i < count; i++) {
      BehaviourEvent event = events[i];
      int slot = hash(event) & mask;
      while (table[slot] != 0 && !same(events[table[slot] - 1], event)) {
        slot = (slot + 1) & mask;
      }
      if (table[slot] == 0) {
        events[kept] = event;
        numbers[kept] = numbers[i];
        table[slot] = ++kept;
      }
    }
    return kept;
  }

  /** All events are of one user, who is therefore left out. */
  private static boolean same(BehaviourEvent a, BehaviourEvent b) {
    if (a.id() != null || b.id() != null) {
      return a.id() != null && a.id().equals(b.id());
    }
    return a.timeMillis() == b.timeMillis()
        && a.item().equals(b.item())
        && a.behaviour().equals(b.behaviour());
  }

  private static int hash(BehaviourEvent event) {
    String id = event.id();
    int hash =
        id != null
            ? id.hashCode()
            : (Long.hashCode(event.timeMillis()) * 31 + event.item().hashCode()) * 31
                + event.behaviour().hashCode();
    hash *= 0x9E3779B9; // Fibonacci hashing: equal steps in time must not fill neighbouring slots
    return hash ^ (hash >>> 16);
  }

  /** Writes events [from, to) to the end of the buffers; returns how many behaviours are other. */
  private static int write(
      BehaviourEvent[] events,
      int[] numbers,
      int from,
      int to,
      FeatureSchema schema,
      FeatureBuffers into) {
    int padding = schema.sequenceLength() - (to - from);
    for (int i = 0; i < padding; i++) {
      into.items().put(i, 0);
      into.behaviours().put(i, 0);
      into.gaps().put(i, 0);
    }
    List<String> vocabulary = schema.behaviours();
    int other = 0;
    for (int i = from; i < to; i++) {
      int at = padding + i - from;
      int behaviour = vocabulary.indexOf(events[i].behaviour());
      if (behaviour < 0) {
        behaviour = 0; // the first of the vocabulary is "other"
        other++;
      }
      into.items().put(at, numbers[i]);
      into.behaviours().put(at, behaviour + 1L);
      into.gaps().put(at, i == from ? UNKNOWN_GAP : gap(events[i - 1], events[i], schema));
    }
    return other;
  }

  private static long gap(BehaviourEvent before, BehaviourEvent event, FeatureSchema schema) {
    // Bounds are whole seconds, so a part of a second never matters.
    long seconds = (event.timeMillis() - before.timeMillis()) / 1_000;
    List<Long> bounds = schema.gapBoundsSeconds();
    int bucket = 0;
    while (bucket < bounds.size() && bounds.get(bucket) <= seconds) {
      bucket++;
    }
    return FIRST_BUCKET + bucket;
  }
}
