package org.edgestill.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.edgestill.trust.Publication.assertRefused;

import org.edgestill.api.model.RefusalCode;
import org.junit.jupiter.api.Test;

/**
 * An attacker can not bring a gateway back to what is older than what it knew; the roles of which
 * one alone goes back are in {@link ForgedMetadataTest}.
 */
class RollbackAttackTest extends AttackTest {

  @Test
  void olderMetadataThatWasValidOnceIsRefused() throws Exception {
    client.refresh(second());
    assertRefused(RefusalCode.ROLLBACK_ATTACK, () -> client.refresh(first));
  }

  @Test
  void alsoAfterAnAttackerMadeTheClientFailInBetween() throws Exception {
    Publication second = second();
    // The timestamp is remembered before the snapshot is fetched.
    Publication cut = Publication.of(repository).replace(Role.SNAPSHOT, 3, new byte[] {'{'});
    assertRefused(RefusalCode.HASH_MISMATCH, () -> client.refresh(cut));
    assertRefused(RefusalCode.ROLLBACK_ATTACK, () -> client.refresh(first));
    assertThat(client.refresh(second).releases()).hasSize(2);
  }

  @Test
  void theSamePublicationAgainIsNothingNew() throws Exception {
    TrustedReleases before = client.refresh(first);
    first.fetched.clear();

    assertThat(client.refresh(first)).isEqualTo(before);
    assertThat(first.fetched).containsExactly("2.root.json", "timestamp.json");
  }

  @Test
  void anOperatorReturnsToAnOldModelByAHigherRelease() throws Exception {
    client.refresh(second());
    repository.addRelease(Releases.films(3, "content of 1"));

    TrustedReleases trusted = client.refresh(Publication.of(repository));

    assertThat(trusted.newestFor("films", "stable", "any", "g"))
        .hasValueSatisfying(
            newest -> {
              assertThat(newest.release()).isEqualTo(3);
              assertThat(newest.sha256()).isEqualTo(Releases.films(1).sha256());
            });
  }

  @Test
  void aReleaseNumberThatIsKnownIsRefusedWithOtherContent() throws Exception {
    // Withdrawn and published again with other content within one step of the client.
    repository.removeRelease("films", 1);
    repository.addRelease(Releases.films(1, "exchanged"));

    Publication exchanged = Publication.of(repository);
    assertRefused(RefusalCode.ROLLBACK_ATTACK, () -> client.refresh(exchanged));

    repository.removeRelease("films", 1);
    repository.addRelease(Releases.films(1));
  }
}
