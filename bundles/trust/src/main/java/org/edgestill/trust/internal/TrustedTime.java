package org.edgestill.trust.internal;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.jspecify.annotations.Nullable;

/**
 * The time that expiry is judged by, for clocks that start in 1970, jump, or stand still. The
 * specification leaves this open (section 7.1, support for bogus clocks); these are our rules:
 *
 * <ol>
 *   <li>A clock more than {@link #TOLERANCE} behind the time at which the newest root or timestamp
 *       says it was signed is refused, whatever else is fresh: with it nothing would ever expire.
 *   <li>Expiry is judged by the clock or the last known time, whichever is later. That time is
 *       where the clock stood when all four roles were last found fresh.
 * </ol>
 *
 * <p>Neither locks a gateway out. A clock that is ahead finds everything expired, so nothing is
 * learned from it; one that is only a little ahead teaches a time at which all that was trusted was
 * still fresh, so what is signed later with a later expiry is fresh too. New timestamp or snapshot
 * keys forget the known time, because whoever stole the old ones may have stretched it.
 */
final class TrustedTime {

  /** For clocks that were set to local time, and for a publisher whose clock is a bit ahead. */
  static final Duration TOLERANCE = Duration.ofDays(1);

  /** How much later it must be to be worth a write: looks are frequent, and flash wears. */
  private static final Duration GRAIN = Duration.ofHours(1);

  private final TrustStore store;
  private final Instant clock;
  private final @Nullable Instant known;

  private TrustedTime(TrustStore store, Instant clock, @Nullable Instant known) {
    this.store = store;
    this.clock = clock;
    this.known = known;
  }

  /**
   * The time of a run.
   *
   * @param clock the fixed start time (section 5.1)
   * @param root the newest root that is trusted
   * @throws ModelRefusedException with {@code CLOCK_BEHIND}
   */
  static TrustedTime of(Instant clock, TrustStore store, Metadata.Root root)
      throws ModelRefusedException, IOException {
    // A known time was before the expiry of every role. One that is not is a damaged file.
    Optional<Instant> known = store.time().filter(time -> time.isBefore(root.expires()));
    TrustedTime time = new TrustedTime(store, clock, known.orElse(null));
    time.requireClockAfter(root, root.issued());
    return time;
  }

  /** Refuses a clock that is behind what it has been shown. */
  void requireClockAfter(Metadata signed, @Nullable Instant issued) throws ModelRefusedException {
    if (issued != null && clock.isBefore(issued.minus(TOLERANCE))) {
      throw new ModelRefusedException(
          RefusalCode.CLOCK_BEHIND,
          "this gateway's clock says "
              + clock
              + ", but the "
              + signed.role().typeName()
              + " metadata, version "
              + signed.version()
              + ", was signed at "
              + issued
              + "; updates go on when the clock is right");
    }
  }

  /** Refuses what has expired. */
  void requireFresh(Metadata metadata, RefusalCode code) throws ModelRefusedException {
    Instant now = now();
    if (metadata.isExpiredAt(now)) {
      throw new ModelRefusedException(
          code,
          "the "
              + metadata.role().typeName()
              + " metadata, version "
              + metadata.version()
              + ", expired at "
              + metadata.expires()
              + " and it is "
              + now
              + (now.equals(clock) ? " by this gateway's clock" : " at least")
              + "; if that is right, the publisher must sign again");
    }
  }

  /** All four roles were fresh: remembers that it is at least so late. */
  void learn() throws ModelRefusedException, IOException {
    Instant now = now();
    if (known == null || now.isAfter(known.plus(GRAIN))) {
      store.saveTime(now);
    }
  }

  private Instant now() {
    return known != null && known.isAfter(clock) ? known : clock;
  }
}
