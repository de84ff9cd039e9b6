package org.edgestill.gateway.http.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A token bucket for each peer: so many requests a second in the long run, and a second's worth of
 * them at once. A peer that has been silent for longest is forgotten when there are too many; it
 * would have a full bucket anyway. Thread-safe.
 */
final class RateLimit {

  private static final int MAX_PEERS = 4_096;
  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private final int perSecond;
  private final LongSupplier nanos;
  private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  private static final class Bucket {
    double left;
    long filled;
  }

  /**
   * A limit.
   *
   * @param perSecond how many; 0 for any number
   * @param nanos gives the time, as {@link System#nanoTime}
   */
  RateLimit(int perSecond, LongSupplier nanos) {
    this.perSecond = perSecond;
    this.nanos = nanos;
  }

  /** Takes one request of a peer into account; false if it is one too many. */
  boolean admits(String peer) {
    return perSecond == 0 || take(peer);
  }

  /** How many peers are remembered. */
  synchronized int peers() {
    return buckets.size();
  }

  private synchronized boolean take(String peer) {
    long now = nanos.getAsLong();
    Bucket bucket = buckets.get(peer);
    if (bucket == null) {
      if (buckets.size() >= MAX_PEERS) {
        buckets.remove(buckets.keySet().iterator().next());
      }
      bucket = new Bucket();
      bucket.left = perSecond;
      bucket.filled = now;
      buckets.put(peer, bucket);
    }
    bucket.left = Math.min(perSecond, bucket.left + (now - bucket.filled) / NANOS * perSecond);
    bucket.filled = now;
    if (bucket.left < 1) {
      return false;
    }
    bucket.left--;
    return true;
  }
}
