package org.edgestill.updates.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.trust.ReleaseTarget;
import org.edgestill.trust.TrustedReleases;
import org.edgestill.trust.TufClient;
import org.edgestill.updates.internal.RegistryCalls.GoneException;
import org.edgestill.updates.internal.Selection.Choice;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for a release to take: when the timestamp changes, when somebody asks, and every now and
 * then, because metadata also expires. For the engine's thread.
 */
final class Discovery {

  /**
   * What came out of a look.
   *
   * @param told whether the metadata could be had and trusted
   * @param take the release to take; {@code null} for none
   */
  record Finding(boolean told, @Nullable ReleaseTarget take) {}

  private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

  /** Until there is a connection and a timestamp; their coming wakes the engine. */
  private static final Duration NEVER = Duration.ofDays(1);

  private final Carrier carrier;
  private final UpdateSettings settings;
  private final Journal journal;
  private final RegistryCalls registry;
  private final CarrierMetadata source;
  private final TufClient client;
  private boolean due;
  private boolean forced;
  private long nextNanos;
  private int failures;

  Discovery(
      Carrier carrier,
      UpdateSettings settings,
      Journal journal,
      RegistryCalls registry,
      CarrierMetadata source,
      TufClient client) {
    this.carrier = carrier;
    this.settings = settings;
    this.journal = journal;
    this.registry = registry;
    this.source = source;
    this.client = client;
    this.nextNanos = System.nanoTime();
  }

  /** A timestamp came. The same one again is news only if the last look at it failed. */
  void announced(byte[] timestamp) {
    boolean same = Arrays.equals(timestamp, source.timestamp());
    source.timestamp(timestamp);
    if (!same || failures > 0) {
      due = true;
    }
  }

  /** Somebody asked. */
  void force() {
    due = true;
    forced = true;
  }

  /** Whether it is time to look. Without a connection, or before the first timestamp, it is not. */
  boolean isDue(long now) {
    return untilDue(now) == 0;
  }

  /** Nanoseconds until it is time. */
  long untilDue(long now) {
    if (!carrier.connected() || source.timestamp() == null) {
      return NEVER.toNanos();
    }
    return due ? 0 : Math.max(0, nextNanos - now);
  }

  /**
   * Looks.
   *
   * @throws GoneException if the registry, which knows what is in service, is not there
   */
  Finding look() throws GoneException {
    boolean asked = forced;
    due = false;
    forced = false;
    try {
      TrustedReleases trusted = client.refresh(source);
      Selection selection = new Selection(settings, journal.record(), registry.active());
      Choice choice = selection.choose(trusted.releases(), journal.now(), asked);
      for (Selection.Report report : choice.refusals()) {
        journal.note(journal.refusal(report.release(), report.code(), report.message()));
      }
      failures = 0;
      later(untilNext(choice.notBefore()));
      return new Finding(true, choice.take());
    } catch (ModelRefusedException e) {
      journal.note(journal.refusal(0, e.code(), e.getMessage()));
      failures++;
    } catch (IOException e) {
      LOG.info("{}: no look at the metadata: {}", settings.modelName(), e.getMessage());
      failures++;
    } catch (GoneException e) {
      due = true;
      forced = asked;
      throw e;
    }
    later(journal.pause(failures));
    return new Finding(false, null);
  }

  private Duration untilNext(long waitMillis) {
    Duration interval = settings.checkInterval();
    if (waitMillis == Long.MAX_VALUE) {
      return interval;
    }
    Duration wait = Duration.ofMillis(Math.max(1, waitMillis - journal.now()));
    return wait.compareTo(interval) < 0 ? wait : interval;
  }

  /** Looks again after a pause, unless there is news before. */
  private void later(Duration pause) {
    nextNanos = System.nanoTime() + pause.toNanos();
  }

  /** A release was refused: look again when it may be tried again. */
  void refused(String digest) {
    UpdateRecord.Refused refused = journal.record().refused().get(digest);
    if (refused != null) {
      later(untilNext(refused.notBefore()));
    }
  }
}
