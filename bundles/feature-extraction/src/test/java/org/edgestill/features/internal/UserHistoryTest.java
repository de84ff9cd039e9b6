package org.edgestill.features.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.WriteBuffer;
import org.junit.jupiter.api.Test;

class UserHistoryTest {

  private final UserHistoryType type = new UserHistoryType();

  @Test
  void eventsAreInOrderOfTimeAndThenOfArrival() {
    UserHistory history =
        UserHistory.EMPTY
            .with(event("b", 20), 1, 9)
            .with(event("a", 10), 2, 9)
            .with(event("c", 20), 3, 9)
            .with(event("d", 30), 4, 9);

    assertThat(history.events())
        .containsExactly(event("a", 10), event("b", 20), event("c", 20), event("d", 30));
    assertThat(history.activity()).isEqualTo(4);
  }

  @Test
  void beyondTheLimitTheOldestGoesEvenIfItCameLast() {
    UserHistory history =
        UserHistory.EMPTY
            .with(event("b", 20), 1, 2)
            .with(event("c", 30), 2, 2)
            .with(event("a", 10), 3, 2);

    assertThat(history.events()).containsExactly(event("b", 20), event("c", 30));
  }

  @Test
  void theNewestAreTheLast() {
    UserHistory history = UserHistory.EMPTY.with(event("a", 1), 1, 9).with(event("b", 2), 2, 9);

    assertThat(history.newest(1)).containsExactly(event("b", 2));
    assertThat(history.newest(5)).hasSize(2);
  }

  @Test
  void anIdentifierDecidesAlone() {
    UserHistory history =
        UserHistory.EMPTY.with(new BehaviourEvent("1", "u", "a", "view", 5), 1, 9);

    assertThat(history.holds(new BehaviourEvent("1", "u", "b", "cart", 6))).isTrue();
    assertThat(history.holds(new BehaviourEvent("2", "u", "a", "view", 5))).isFalse();
    assertThat(history.holds(event("a", 5))).isFalse();
    assertThat(history.with(event("a", 5), 2, 9).holds(event("a", 5))).isTrue();
  }

  @Test
  void whatIsWrittenIsRead() {
    UserHistory history =
        UserHistory.EMPTY
            .with(new BehaviourEvent("id-1", "u", "ä€😀", "view", 0), 1, 9)
            .with(new BehaviourEvent(null, "u", "\uD800", "my own", Long.MAX_VALUE), 2, 9)
            .with(new BehaviourEvent(null, "u", "x".repeat(256), "view", 7), 3, 9);

    ByteBuffer bytes = write(history);

    assertThat(type.read(bytes)).isEqualTo(history);
    assertThat(bytes.remaining()).isZero();
  }

  @Test
  void anyFlippedBitIsNoticed() {
    byte[] good = write(UserHistory.EMPTY.with(event("a", 1), 1, 9)).array();
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);

      assertThatThrownBy(() -> type.read(ByteBuffer.wrap(bad)))
          .isInstanceOfSatisfying(
              RuntimeException.class, e -> assertThat(BehaviourFile.isCorrupt(e)).isTrue());
    }
  }

  @Test
  void aFullDiskIsNotDamage() {
    assertThat(BehaviourFile.isCorrupt(new MVStoreException(2, "writing failed"))).isFalse();
    assertThat(BehaviourFile.isCorrupt(new MVStoreException(1, "reading failed"))).isFalse();
    assertThat(BehaviourFile.isCorrupt(new MVStoreException(6, "file corrupt"))).isTrue();
    assertThat(BehaviourFile.isCorrupt(new IndexOutOfBoundsException())).isTrue();
  }

  private ByteBuffer write(UserHistory history) {
    WriteBuffer buffer = new WriteBuffer();
    type.write(buffer, history);
    byte[] bytes = new byte[buffer.position()];
    buffer.getBuffer().flip().get(bytes);
    return ByteBuffer.wrap(bytes);
  }

  private static BehaviourEvent event(String item, long time) {
    return BehaviourEvent.of("u", item, "view", time);
  }

  @Test
  void aHistoryCanNotBeChangedByItsReader() {
    List<BehaviourEvent> newest = UserHistory.EMPTY.with(event("a", 1), 1, 9).newest(9);

    assertThatThrownBy(() -> newest.set(0, event("b", 2)))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
