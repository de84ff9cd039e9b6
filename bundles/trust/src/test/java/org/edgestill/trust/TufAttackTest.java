package org.edgestill.trust;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.edgestill.trust.Publication.assertRefused;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each attack that the TUF specification and our fault table name, against a client that trusts
 * release 1.
 */
class TufAttackTest {

  @TempDir Path temp;
  private final TestClock clock = new TestClock();
  private TufRepository repository;
  private TufClient client;
  private Publication first;

  @BeforeEach
  void aClientThatTrustsReleaseOne() throws Exception {
    repository =
        TufRepository.create(temp.resolve("repository"), RepositorySettings.defaults(), clock);
    client = new TufClient(temp.resolve("client"), repository.rootFile(), clock);
    repository.addRelease(Releases.films(1));
    first = Publication.of(repository);
    assertThat(client.refresh(first).releases()).containsExactly(Releases.films(1));
  }

  /** Whatever an attack did, the next honest publication must be taken. */
  @AfterEach
  void theNextHonestPublicationIsTaken() throws Exception {
    TufRepository honest = TufRepository.open(temp.resolve("repository"), clock);
    honest.resign();
    assertThat(client.refresh(Publication.of(honest)).releases()).contains(Releases.films(1));
  }

  private Publication second() throws Exception {
    repository.addRelease(Releases.films(2));
    return Publication.of(repository);
  }

  private Publication withSecondBroken(Role role, byte[] content) throws Exception {
    Publication broken = Publication.of(repository);
    long version = role == Role.TIMESTAMP ? 0 : 3;
    return broken.replace(role, version, content);
  }

  @Test
  void aFlippedBitInAnyByteOfTheTimestampIsRefused() throws Exception {
    byte[] good = second().get(Role.TIMESTAMP, 0);
    int signatureInvalid = 0;
    for (int i = 0; i < good.length; i++) {
      byte[] flipped = good.clone();
      flipped[i] ^= (byte) (1 << i % 8);
      Publication broken = withSecondBroken(Role.TIMESTAMP, flipped);
      try {
        client.refresh(broken);
        throw new AssertionError("byte " + i + " was accepted: " + new String(flipped, UTF_8));
      } catch (ModelRefusedException e) {
        assertThat(e.code()).isIn(RefusalCode.SIGNATURE_INVALID, RefusalCode.MALFORMED);
        signatureInvalid += e.code() == RefusalCode.SIGNATURE_INVALID ? 1 : 0;
      }
      assertThat(broken.fetched).doesNotContain("3.snapshot.json", "3.targets.json");
    }
    assertThat(signatureInvalid).isGreaterThan(good.length / 3);
  }

  @ParameterizedTest
  @EnumSource(names = {"SNAPSHOT", "TARGETS"})
  void anyFlippedByteOfSnapshotOrTargetsIsRefusedByItsHash(Role role) throws Exception {
    byte[] good = second().get(role, 3);
    for (int i = 0; i < good.length; i += 7) {
      byte[] flipped = good.clone();
      flipped[i] ^= 1;
      Publication broken = withSecondBroken(role, flipped);
      assertRefused(RefusalCode.HASH_MISMATCH, () -> client.refresh(broken));
    }
  }

  @Test
  void metadataByKeysThatAreNotInTheRootIsRefused() throws Exception {
    TufRepository stranger =
        TufRepository.create(temp.resolve("stranger"), RepositorySettings.defaults(), clock);
    stranger.addRelease(Releases.films(9));
    stranger.resign();
    assertRefused(
        RefusalCode.SIGNATURE_INVALID,
        () -> client.refresh(Publication.of(stranger).remove(Role.ROOT, 2)));
  }

  @Test
  void metadataByARevokedKeyIsRefused() throws Exception {
    Publication byOldKey = second();
    repository.rotateKeys(Role.TIMESTAMP);
    byOldKey.replace(Role.ROOT, 2, Publication.of(repository).get(Role.ROOT, 2));

    assertRefused(RefusalCode.SIGNATURE_INVALID, () -> client.refresh(byOldKey));
  }

  @Test
  void metadataOfAnotherRoleIsRefusedInItsPlace() throws Exception {
    Publication second = second();
    assertRefused(
        RefusalCode.SIGNATURE_INVALID,
        () -> client.refresh(second.replace(Role.TIMESTAMP, 0, second.get(Role.SNAPSHOT, 3))));
  }

  @Test
  void olderMetadataThatWasValidOnceIsARollbackAttack() throws Exception {
    client.refresh(second());
    assertRefused(RefusalCode.ROLLBACK_ATTACK, () -> client.refresh(first));
  }

  @Test
  void theSamePublicationAgainIsNothingNew() throws Exception {
    TrustedReleases before = client.refresh(first);
    first.fetched.clear();

    assertThat(client.refresh(first)).isEqualTo(before);
    assertThat(first.fetched).containsExactly("2.root.json", "timestamp.json");
  }

  @Test
  void anOldModelIsReturnedToByAHigherRelease() throws Exception {
    client.refresh(second());
    repository.addRelease(Releases.films(3, "content of 1"));

    TrustedReleases trusted = client.refresh(Publication.of(repository));

    assertThat(trusted.newestFor("films", "stable", "any", "g"))
        .map(ReleaseTarget::release)
        .contains(3L);
  }

  @Test
  void aReleaseNumberWithOtherContentIsRefused() throws Exception {
    // Withdrawn and published again with other content within one step of the client.
    repository.removeRelease("films", 1);
    repository.addRelease(Releases.films(1, "exchanged"));

    Publication exchanged = Publication.of(repository);
    assertRefused(RefusalCode.ROLLBACK_ATTACK, () -> client.refresh(exchanged));

    repository.removeRelease("films", 1);
    repository.addRelease(Releases.films(1));
  }

  @Test
  void aTimestampThatExpiredIsASuspectedFreeze() throws Exception {
    clock.advance(Duration.ofDays(31));
    assertRefused(RefusalCode.FREEZE_SUSPECTED, () -> client.refresh(first));
    first.remove(Role.TIMESTAMP, 0);
    assertRefused(RefusalCode.FREEZE_SUSPECTED, () -> client.refresh(first));
  }

  @Test
  void aSnapshotThatExpiredIsRefused() throws Exception {
    clock.advance(Duration.ofDays(91));
    repository.resignTimestamp();
    assertRefused(RefusalCode.EXPIRED, () -> client.refresh(Publication.of(repository)));
  }

  @Test
  void metadataExpiresAtItsTimeNotAfter() throws Exception {
    clock.advance(Duration.ofDays(30).minusMillis(1));
    client.refresh(first);
    clock.advance(Duration.ofMillis(1));
    assertRefused(RefusalCode.FREEZE_SUSPECTED, () -> client.refresh(first));
  }

  @Test
  void aTimestampWithTheSnapshotOfAnotherPublicationIsRefused() throws Exception {
    byte[] oldSnapshot = first.get(Role.SNAPSHOT, 2);
    Publication mixed = second().replace(Role.SNAPSHOT, 3, oldSnapshot);
    assertRefused(RefusalCode.HASH_MISMATCH, () -> client.refresh(mixed));
  }

  @Test
  void aSnapshotWithTheTargetsOfAnotherPublicationIsRefused() throws Exception {
    byte[] oldTargets = first.get(Role.TARGETS, 2);
    Publication mixed = second().replace(Role.TARGETS, 3, oldTargets);
    assertRefused(RefusalCode.HASH_MISMATCH, () -> client.refresh(mixed));
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void endlessMetadataIsRefusedForItsLength(Role role) throws Exception {
    Publication second = second();
    byte[] endless = new byte[role.maxBytes() + 1];
    Publication broken =
        role == Role.ROOT
            ? second.replace(Role.ROOT, 2, endless)
            : second.replace(role, role == Role.TIMESTAMP ? 0 : 3, endless);
    assertRefused(RefusalCode.LENGTH_EXCEEDED, () -> client.refresh(broken));
  }

  @ParameterizedTest
  @EnumSource(names = {"SNAPSHOT", "TARGETS"})
  void metadataThatIsNamedButNotThereIsLateNotRefused(Role role) throws Exception {
    Publication second = second().remove(role, 3);
    assertThatThrownBy(() -> client.refresh(second))
        .isInstanceOf(MetadataUnavailableException.class);
  }

  @Test
  void aFastForwardedTimestampIsRecoveredFromByNewKeys() throws Exception {
    for (int i = 0; i < 50; i++) {
      repository.resignTimestamp();
    }
    client.refresh(Publication.of(repository));
    // The publisher starts over with the versions that it had, and with new keys.
    Publication recovered = recovered();

    assertThat(client.refresh(recovered).releases()).containsExactly(Releases.films(1));
  }

  /** Root 2 with new timestamp keys, and a timestamp of a low version by them. */
  private Publication recovered() throws Exception {
    Files.write(
        repository.metadataFolder().resolve("timestamp.json"), first.get(Role.TIMESTAMP, 0));
    repository = TufRepository.open(temp.resolve("repository"), clock);
    repository.rotateKeys(Role.TIMESTAMP);
    return Publication.of(repository);
  }

  @Test
  void whatIsOnTheDiskIsNotTrustedEither() throws Exception {
    client.refresh(second());
    try (Stream<Path> files = Files.list(temp.resolve("client"))) {
      for (Path file : files.toList()) {
        Files.writeString(file, "{\"signatures\":[],\"signed\":{}}");
      }
    }
    assertThat(client.refresh(Publication.of(repository)).releases()).hasSize(2);
  }

  @Test
  void aReleaseForOthersIsTheWrongTarget() throws Exception {
    ReleaseTarget gpu = Releases.films(2).forDeviceClasses(List.of("gpu-box"));
    TrustedReleases trusted = new TrustedReleases(1, clock.instant(), List.of(gpu));

    assertThat(trusted.newestFor("films", "stable", "gpu-box", "g")).contains(gpu);
    assertThat(trusted.newestFor("books", "stable", "small", "g")).isEmpty();
    assertRefused(
        RefusalCode.WRONG_TARGET, () -> trusted.newestFor("films", "stable", "small", "g"));
    assertRefused(
        RefusalCode.WRONG_TARGET, () -> trusted.newestFor("films", "beta", "gpu-box", "g"));
  }

  @Test
  void aRolloutThatHasNotReachedAGatewayLeavesItAtTheReleaseBefore() throws Exception {
    TrustedReleases trusted =
        new TrustedReleases(
            1, clock.instant(), List.of(Releases.films(1), Releases.films(2).withRollout("s", 0)));

    assertThat(trusted.newestFor("films", "stable", "any", "g")).contains(Releases.films(1));
  }
}
