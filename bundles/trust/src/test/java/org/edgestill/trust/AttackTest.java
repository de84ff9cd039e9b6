package org.edgestill.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every attack of the specification (section 1.5.2) is tried on: a client that trusts release
 * 1. Whatever an attacker did, the client takes the next honest publication: he can not keep
 * updates from good sources away.
 */
abstract class AttackTest {

  @TempDir Path temp;
  final TestClock clock = new TestClock();
  TufRepository repository;
  TufClient client;

  /** The publication of release 1: root 1, targets 2, snapshot 2. */
  Publication first;

  @BeforeEach
  final void aClientThatTrustsReleaseOne() throws Exception {
    repository =
        TufRepository.create(temp.resolve("repository"), RepositorySettings.defaults(), clock);
    client = new TufClient(temp.resolve("client"), repository.rootFile(), clock);
    repository.addRelease(Releases.films(1));
    first = Publication.of(repository);
    assertThat(client.refresh(first).releases()).containsExactly(Releases.films(1));
  }

  @AfterEach
  final void theNextHonestPublicationIsTaken() throws Exception {
    TufRepository honest = TufRepository.open(temp.resolve("repository"), clock);
    honest.resign();
    assertThat(client.refresh(Publication.of(honest)).releases()).contains(Releases.films(1));
  }

  /** The publication of release 2 as well: root 1, targets 3, snapshot 3. */
  final Publication second() throws Exception {
    repository.addRelease(Releases.films(2));
    return Publication.of(repository);
  }

  /** The version of the second publication, by which its files are fetched. */
  static long secondVersion(Role role) {
    return role == Role.TIMESTAMP ? 0 : 3;
  }

  /** A stranger's repository: everything about it is sound, but nobody trusts its keys. */
  final TufRepository stranger() throws Exception {
    return TufRepository.create(temp.resolve("stranger"), RepositorySettings.defaults(), clock);
  }
}
