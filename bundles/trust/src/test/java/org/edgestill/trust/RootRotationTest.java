package org.edgestill.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.edgestill.trust.Publication.assertRefused;

import java.nio.file.Path;
import java.time.Duration;
import org.edgestill.api.model.RefusalCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Section 5.3: from the root that a gateway was provisioned with to the newest. */
class RootRotationTest {

  @TempDir Path temp;
  private final TestClock clock = new TestClock();
  private TufRepository repository;
  private TufClient client;

  @BeforeEach
  void aProvisionedClient() throws Exception {
    repository =
        TufRepository.create(temp.resolve("repository"), RepositorySettings.defaults(), clock);
    client = new TufClient(temp.resolve("client"), repository.rootFile(), clock);
    repository.addRelease(Releases.films(1));
  }

  @Test
  void aGatewayThatWasOfflineForYearsWalksAllRootsThoughTheyExpired() throws Exception {
    for (int i = 0; i < 3; i++) {
      repository.keys().rotate(Role.ROOT);
      clock.advance(Duration.ofDays(700));
    }
    repository.keys().rotate(Role.TARGETS);
    Publication publication = Publication.of(repository);

    assertThat(client.refresh(publication).releases()).containsExactly(Releases.films(1));
    assertThat(publication.fetched)
        .containsExactly(
            "2.root.json",
            "3.root.json",
            "4.root.json",
            "5.root.json",
            "6.root.json",
            "timestamp.json",
            repository.published().get(6).role().fileName(repository.published().get(6).version()),
            repository.published().get(5).role().fileName(repository.published().get(5).version()));
  }

  @Test
  void rootsThatWereFollowedAreRemembered() throws Exception {
    repository.keys().rotate(Role.ROOT);
    client.refresh(Publication.of(repository));
    Publication later = Publication.of(repository).remove(Role.ROOT, 2);

    client.refresh(later);

    assertThat(later.fetched).containsExactly("3.root.json", "timestamp.json");
  }

  @Test
  void aRootThatExpiredIsRefusedIfThereIsNoNewer() throws Exception {
    clock.advance(Duration.ofDays(731));
    repository.resign();
    assertRefused(RefusalCode.EXPIRED, () -> client.refresh(Publication.of(repository)));
  }

  @Test
  void aRootByNewKeysOnlyIsRefused() throws Exception {
    TufRepository thief =
        TufRepository.create(temp.resolve("thief"), RepositorySettings.defaults(), clock);
    thief.keys().rotate(Role.ROOT);
    Publication stolen =
        Publication.of(repository).replace(Role.ROOT, 2, Publication.of(thief).get(Role.ROOT, 2));

    assertRefused(RefusalCode.SIGNATURE_INVALID, () -> client.refresh(stolen));
  }

  @Test
  void aRootFromFurtherAheadIsRefused() throws Exception {
    repository.keys().rotate(Role.TARGETS);
    repository.keys().rotate(Role.TARGETS);
    byte[] third = Publication.of(repository).get(Role.ROOT, 3);

    assertRefused(
        RefusalCode.ROLLBACK_ATTACK,
        () -> client.refresh(Publication.of(repository).replace(Role.ROOT, 2, third)));
  }

  @Test
  void theTrustedRootInPlaceOfTheNextIsDiscardedAndTheRefreshGoesOn() throws Exception {
    Publication publication = Publication.of(repository);
    publication.replace(Role.ROOT, 2, publication.get(Role.ROOT, 1));

    assertThat(client.refresh(publication).releases()).containsExactly(Releases.films(1));
  }

  @Test
  void anOlderRootInPlaceOfTheNextIsRefused() throws Exception {
    repository.keys().rotate(Role.TARGETS);
    client.refresh(Publication.of(repository));
    Publication publication = Publication.of(repository);
    publication.replace(Role.ROOT, 3, publication.get(Role.ROOT, 1));

    assertRefused(RefusalCode.ROLLBACK_ATTACK, () -> client.refresh(publication));
  }
}
