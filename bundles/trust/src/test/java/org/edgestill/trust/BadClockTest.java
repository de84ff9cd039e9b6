package org.edgestill.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.edgestill.trust.Publication.assertRefused;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.edgestill.api.model.RefusalCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A gateway's clock is wrong: nothing that has expired is trusted because of it, and no gateway
 * stays locked out once the clock is right.
 */
class BadClockTest {

  private static final int TIMESTAMP_DAYS = 30;

  @TempDir Path temp;

  /** The publisher's clock, which is right. */
  private final TestClock truth = new TestClock();

  private final TestClock gateway = new TestClock();
  private TufRepository repository;
  private TufClient client;

  @BeforeEach
  void aProvisionedGateway() throws Exception {
    repository =
        TufRepository.create(temp.resolve("repository"), RepositorySettings.defaults(), truth);
    client = newClient();
  }

  private TufClient newClient() throws Exception {
    return new TufClient(temp.resolve("client"), repository.rootFile(), gateway);
  }

  private void pass(int days) {
    truth.advance(Duration.ofDays(days));
    gateway.advance(Duration.ofDays(days));
  }

  private TrustedReleases refresh() throws Exception {
    return client.refresh(Publication.of(repository));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1970-01-01T00:00:10Z", "2000-01-01T00:00:00Z", "2026-11-20T00:00:00Z"})
  void aGatewayThatWakesUpInThePastTrustsNothingUntilItsClockIsRight(String wakesUp)
      throws Exception {
    gateway.set(Instant.parse(wakesUp));
    assertRefused(RefusalCode.CLOCK_BEHIND, this::refresh);
    assertThat(temp.resolve("client")).doesNotExist();

    gateway.set(truth.instant());
    assertThat(refresh().version()).isEqualTo(1);
  }

  @Test
  void expiredMetadataIsNotTrustedByAClockThatFellBackToBeforeItsExpiry() throws Exception {
    refresh();
    pass(TIMESTAMP_DAYS / 2);
    repository.resignTimestamp();
    refresh();
    pass(TIMESTAMP_DAYS + 1);
    assertRefused(RefusalCode.FREEZE_SUSPECTED, this::refresh);

    gateway.advance(Duration.ofDays(-TIMESTAMP_DAYS - 10));
    assertRefused(RefusalCode.CLOCK_BEHIND, this::refresh);
    // Also after a restart, and although the attacker shows nothing at all.
    Publication silence = Publication.of(repository).remove(Role.TIMESTAMP, 0);
    assertRefused(RefusalCode.CLOCK_BEHIND, () -> newClient().refresh(silence));

    gateway.set(truth.instant());
    repository.resignTimestamp();
    assertThat(refresh().expires()).isAfter(truth.instant());
  }

  @Test
  void aClockThatFellBackALittleDoesNotMakeTimeGoBack() throws Exception {
    refresh();
    pass(TIMESTAMP_DAYS - 1);
    refresh();
    repository.resignTimestamp();
    gateway.advance(Duration.ofHours(23));
    refresh();
    gateway.advance(Duration.ofHours(-23));
    TufRepository shortLived = repositoryWithSnapshotOf(Duration.ofHours(12));

    assertRefused(
        RefusalCode.EXPIRED,
        () ->
            new TufClient(temp.resolve("client"), shortLived.rootFile(), gateway)
                .refresh(Publication.of(shortLived)));
  }

  /** Its snapshot is fresh by the gateway's clock, but not by the time that the gateway knows. */
  private TufRepository repositoryWithSnapshotOf(Duration validity) throws Exception {
    return TufRepository.create(
        temp.resolve("other"),
        RepositorySettings.defaults()
            .with(Role.SNAPSHOT, new RepositorySettings.Signing(1, 1, validity)),
        truth);
  }

  @Test
  void aClockFiftyYearsAheadFindsAllExpiredAndTeachesNothing() throws Exception {
    refresh();
    gateway.advance(Duration.ofDays(50 * 365));
    assertRefused(RefusalCode.EXPIRED, this::refresh);
    repository.addRelease(Releases.films(1));
    assertRefused(RefusalCode.EXPIRED, this::refresh);

    gateway.set(truth.instant());
    assertThat(refresh().releases()).containsExactly(Releases.films(1));
  }

  @Test
  void aClockThatWasAheadWithinTheValidityLocksNobodyOut() throws Exception {
    gateway.advance(Duration.ofDays(TIMESTAMP_DAYS - 1));
    refresh();
    gateway.set(truth.instant());

    assertThat(refresh().version()).isEqualTo(1);
    repository.addRelease(Releases.films(1));
    assertThat(refresh().releases()).containsExactly(Releases.films(1));
  }

  @Test
  void aClockThatJumpsBackAndForthIsFineWheneverItIsRight() throws Exception {
    for (int round = 1; round <= 5; round++) {
      gateway.set(Instant.EPOCH);
      assertRefused(RefusalCode.CLOCK_BEHIND, this::refresh);
      gateway.set(truth.instant().plus(Duration.ofDays(50 * 365)));
      assertRefused(RefusalCode.EXPIRED, this::refresh);
      repository.addRelease(Releases.films(round));
      gateway.set(truth.instant());
      assertThat(refresh().releases()).hasSize(round);
      pass(20);
    }
  }

  @Test
  void aClockOfLocalTimeIsGoodEnough() throws Exception {
    gateway.advance(Duration.ofHours(-14));
    assertThat(refresh().version()).isEqualTo(1);
    gateway.advance(Duration.ofHours(26));
    assertThat(refresh().version()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9999-01-01T00:00:00Z", "tomorrow", ""})
  void aDamagedFileOfTheKnownTimeLocksNobodyOut(String content) throws Exception {
    refresh();
    Files.writeString(temp.resolve("client/time"), content);
    assertThat(refresh().version()).isEqualTo(1);
  }

  @Test
  void aPublisherWhoseClockWasAheadHealsByTheNextRoot() throws Exception {
    TestClock ahead = new TestClock();
    ahead.advance(Duration.ofDays(365));
    repository = TufRepository.create(temp.resolve("ahead"), RepositorySettings.defaults(), ahead);
    client = newClient();
    assertRefused(RefusalCode.CLOCK_BEHIND, this::refresh);

    ahead.set(truth.instant());
    repository.keys().rotate(Role.TIMESTAMP);
    assertThat(refresh().releases()).isEmpty();
  }

  @Test
  void aTimestampFromTheFutureThatWasTrustedUnderAWrongClockHealsByTheNext() throws Exception {
    TestClock ahead = new TestClock();
    ahead.advance(Duration.ofDays(20));
    gateway.set(ahead.instant());
    TufRepository early = TufRepository.open(temp.resolve("repository"), ahead);
    early.resignTimestamp();
    client.refresh(Publication.of(early));

    gateway.set(truth.instant());
    repository = TufRepository.open(temp.resolve("repository"), truth);
    assertRefused(RefusalCode.CLOCK_BEHIND, this::refresh);
    repository.resignTimestamp();
    assertThat(refresh().version()).isEqualTo(1);
  }

  @Test
  void aTimestampByAStolenKeyFromTheFutureIsForgottenAtOnce() throws Exception {
    refresh();
    TestClock ahead = new TestClock();
    ahead.advance(Duration.ofDays(3650));
    TufRepository stolen = TufRepository.open(temp.resolve("repository"), ahead);
    stolen.resignTimestamp();
    Publication fromTheFuture = Publication.of(stolen);
    assertRefused(RefusalCode.CLOCK_BEHIND, () -> client.refresh(fromTheFuture));

    repository = TufRepository.open(temp.resolve("repository"), truth);
    repository.resign();
    assertThat(refresh().version()).isEqualTo(2);
  }
}
