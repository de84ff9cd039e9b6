package org.edgestill.gateway.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateLimitTest {

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final RateLimit limit = new RateLimit(10, now::get);

  @Test
  void aSecondsWorthAtOnceThenAsManyAsTimeBrings() {
    assertThat(admitted("a", 100)).isEqualTo(10);
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(300));
    assertThat(admitted("a", 100)).isEqualTo(3);
    now.addAndGet(TimeUnit.HOURS.toNanos(1));
    assertThat(admitted("a", 100)).isEqualTo(10);
  }

  @Test
  void peersDoNotTakeFromEachOther() {
    assertThat(admitted("a", 100)).isEqualTo(10);
    assertThat(admitted("b", 100)).isEqualTo(10);
  }

  @Test
  void howManyPeersThereAreDoesNotMatter() {
    assertThat(admitted("a", 10)).isEqualTo(10);
    IntStream.range(0, 100_000).forEach(peer -> limit.admits("peer " + peer));

    assertThat(admitted("b", 100)).isEqualTo(10);
    assertThat(limit.peers()).isEqualTo(4_096);
  }

  @Test
  void zeroIsNoLimit() {
    RateLimit none = new RateLimit(0, now::get);

    assertThat(IntStream.range(0, 1_000).filter(i -> none.admits("a")).count()).isEqualTo(1_000);
  }

  private long admitted(String peer, int requests) {
    return IntStream.range(0, requests).filter(i -> limit.admits(peer)).count();
  }
}
