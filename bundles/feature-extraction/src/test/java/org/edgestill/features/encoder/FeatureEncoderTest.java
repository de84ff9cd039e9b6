package org.edgestill.features.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.features.FeatureBuffers;
import org.edgestill.api.features.FeatureExtractor.Encoding;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.api.features.ItemIndex;
import org.junit.jupiter.api.Test;

class FeatureEncoderTest {

  private static final FeatureSchema SCHEMA =
      new FeatureSchema(5, List.of("other", "view", "cart"), List.of(60L, 3600L));

  private final FeatureEncoder encoder = new FeatureEncoder();
  private final FeatureBuffers buffers = FeatureBuffers.allocate(5);

  @Test
  void anEmptyHistoryIsAllPadding() {
    fill(buffers, 7);

    assertThat(encode(List.of())).isEqualTo(new Encoding(0, 0, 0, 0));
    assertThat(row(buffers.items())).containsOnly(0);
    assertThat(row(buffers.behaviours())).containsOnly(0);
    assertThat(row(buffers.gaps())).containsOnly(0);
  }

  @Test
  void eventsAreAtTheEndAndPaddingBeforeThem() {
    assertThat(encode(List.of(event("a", "view", 0), event("b", "cart", 1))))
        .isEqualTo(new Encoding(2, 0, 0, 0));
    assertThat(row(buffers.items())).containsExactly(0, 0, 0, 1, 2);
    assertThat(row(buffers.behaviours())).containsExactly(0, 0, 0, 2, 3);
    assertThat(row(buffers.gaps())).containsExactly(0, 0, 0, 1, 2);
  }

  @Test
  void whatTheBuffersHeldBeforeIsGone() {
    fill(buffers, 99);

    encode(List.of(event("c", "view", 0)));

    assertThat(row(buffers.items())).containsExactly(0, 0, 0, 0, 3);
    assertThat(row(buffers.behaviours())).containsExactly(0, 0, 0, 0, 2);
    assertThat(row(buffers.gaps())).containsExactly(0, 0, 0, 0, 1);
  }

  @Test
  void eventsAreSortedByTimeAndThoseOfOneTimeStayInTheirOrder() {
    encode(
        List.of(
            event("c", "view", 30),
            event("b", "view", 20),
            event("d", "view", 20),
            event("a", "view", 10)));

    assertThat(row(buffers.items())).containsExactly(0, 1, 2, 4, 3);
  }

  @Test
  void theCallersListIsLeftAsItIs() {
    List<BehaviourEvent> history =
        new ArrayList<>(List.of(event("b", "view", 9), event("a", "view", 1)));
    List<BehaviourEvent> before = List.copyOf(history);

    encode(history);

    assertThat(history).isEqualTo(before);
  }

  @Test
  void onlyTheNewestRemainAndTheOldestOfThemHasNoGap() {
    List<BehaviourEvent> history = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      history.add(event("abcdefgh".substring(i, i + 1), "view", i * 60L));
    }

    assertThat(encode(history).encoded()).isEqualTo(5);
    assertThat(row(buffers.items())).containsExactly(4, 5, 6, 7, 8);
    assertThat(row(buffers.gaps())).containsExactly(1, 3, 3, 3, 3);
  }

  @Test
  void moreHistoryThanTheModelSeesChangesNothing() {
    List<BehaviourEvent> newest = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      newest.add(event("abcde".substring(i, i + 1), "view", 1_000 + i));
    }
    encode(newest);
    List<long[]> alone = rows();
    List<BehaviourEvent> longer = new ArrayList<>(newest);
    longer.add(0, event("h", "cart", 999));

    encode(longer);

    assertThat(rows()).usingRecursiveComparison().isEqualTo(alone);
  }

  @Test
  void unknownItemsAreDroppedAndDoNotCountForGaps() {
    Encoding encoding =
        encode(List.of(event("a", "view", 0), event("?", "view", 59), event("b", "view", 60)));

    assertThat(encoding).isEqualTo(new Encoding(2, 1, 0, 0));
    assertThat(row(buffers.gaps())).containsExactly(0, 0, 0, 1, 3);
  }

  @Test
  void unknownBehavioursAreOtherAndCounted() {
    Encoding encoding =
        encode(List.of(event("a", "stare", 0), event("b", "other", 1), event("c", "view", 2)));

    assertThat(encoding.otherBehaviours()).isEqualTo(1);
    assertThat(row(buffers.behaviours())).containsExactly(0, 0, 1, 1, 2);
  }

  @Test
  void behavioursOfEventsBeyondTheSequenceAreNotCounted() {
    List<BehaviourEvent> history = new ArrayList<>(List.of(event("a", "stare", 0)));
    for (int i = 1; i <= 5; i++) {
      history.add(event("b", "view", i));
    }

    assertThat(encode(history)).isEqualTo(new Encoding(5, 0, 0, 0));
  }

  @Test
  void eventsWithoutIdentifierRepeatIfItemBehaviourAndTimeAreEqual() {
    Encoding encoding =
        encode(
            List.of(
                event("a", "view", 5),
                event("a", "view", 5),
                event("a", "cart", 5),
                event("b", "view", 5),
                event("a", "view", 6)));

    assertThat(encoding).isEqualTo(new Encoding(4, 0, 0, 1));
    assertThat(row(buffers.items())).containsExactly(0, 1, 1, 2, 1);
  }

  @Test
  void eventsWithOneIdentifierAreOneEventAndTheEarliestCounts() {
    Encoding encoding =
        encode(
            List.of(
                event("x", "b", "view", 9),
                event("x", "a", "view", 1),
                event("y", "c", "view", 5)));

    assertThat(encoding).isEqualTo(new Encoding(2, 0, 0, 1));
    assertThat(row(buffers.items())).containsExactly(0, 0, 0, 1, 3);
  }

  @Test
  void anIdentifierMakesAnEventDifferentFromOneWithout() {
    assertThat(encode(List.of(event("x", "a", "view", 1), event("a", "view", 1))).encoded())
        .isEqualTo(2);
  }

  @Test
  void gapsFallIntoTheBucketOfTheBoundsAtMostTheirLength() {
    long minute = 60_000;
    assertThat(gapOf(0)).isEqualTo(2);
    assertThat(gapOf(minute - 1)).isEqualTo(2);
    assertThat(gapOf(minute)).isEqualTo(3);
    assertThat(gapOf(60 * minute - 1)).isEqualTo(3);
    assertThat(gapOf(60 * minute)).isEqualTo(4);
    assertThat(gapOf(Long.MAX_VALUE)).isEqualTo(4).isEqualTo(SCHEMA.gapCodes() - 1);
  }

  @Test
  void aSchemaWithoutBoundsHasOneBucket() {
    FeatureSchema schema = new FeatureSchema(5, List.of("other"), List.of());

    encoder.encode(
        List.of(event("a", "view", 0), event("b", "view", 1_000_000)), schema, ITEMS, buffers);

    assertThat(row(buffers.gaps())).containsExactly(0, 0, 0, 1, 2);
  }

  @Test
  void buffersOfAnotherLengthAreRefused() {
    assertThatThrownBy(() -> encoder.encode(List.of(), SCHEMA, ITEMS, FeatureBuffers.allocate(4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5")
        .hasMessageContaining("4");
  }

  @Test
  void theOrderOfArrivalDoesNotMatterForEventsOfDifferentTimes() {
    List<BehaviourEvent> history = new ArrayList<>();
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      history.add(event("abcdefgh?".charAt(random.nextInt(9)) + "", "view", i * 7L));
    }
    history.addAll(history.subList(100, 200));
    Encoding encoding = encode(history);
    List<long[]> inOrder = rows();
    Collections.shuffle(history, random);

    assertThat(encode(history)).isEqualTo(encoding);
    assertThat(rows()).usingRecursiveComparison().isEqualTo(inOrder);
    assertThat(encoding.repeated()).isBetween(80, 100);
  }

  private long gapOf(long millis) {
    encoder.encode(
        List.of(
            BehaviourEvent.of("u", "a", "view", 0), BehaviourEvent.of("u", "b", "view", millis)),
        SCHEMA,
        ITEMS,
        buffers);
    return buffers.gaps().get(4);
  }

  private Encoding encode(List<BehaviourEvent> history) {
    return encoder.encode(history, SCHEMA, ITEMS, buffers);
  }

  private List<long[]> rows() {
    return List.of(row(buffers.items()), row(buffers.behaviours()), row(buffers.gaps()));
  }

  private static long[] row(LongBuffer buffer) {
    long[] row = new long[buffer.limit()];
    buffer.get(0, row);
    return row;
  }

  private static void fill(FeatureBuffers buffers, long value) {
    for (int i = 0; i < 5; i++) {
      buffers.items().put(i, value);
      buffers.behaviours().put(i, value);
      buffers.gaps().put(i, value);
    }
  }

  private static BehaviourEvent event(String item, String behaviour, long seconds) {
    return BehaviourEvent.of("u", item, behaviour, seconds * 1_000);
  }

  private static BehaviourEvent event(String id, String item, String behaviour, long seconds) {
    return new BehaviourEvent(id, "u", item, behaviour, seconds * 1_000);
  }

  /** Items a to h are 1 to 8. */
  private static final ItemIndex ITEMS =
      new ItemIndex() {
        private final Map<String, Integer> numbers =
            Map.of("a", 1, "b", 2, "c", 3, "d", 4, "e", 5, "f", 6, "g", 7, "h", 8);

        @Override
        public int indexOf(String item) {
          return numbers.getOrDefault(item, 0);
        }

        @Override
        public String itemAt(int index) {
          return "abcdefgh".substring(index - 1, index);
        }

        @Override
        public int size() {
          return 8;
        }
      };
}
