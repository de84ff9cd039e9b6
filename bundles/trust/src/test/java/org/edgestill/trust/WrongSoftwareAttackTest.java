package org.edgestill.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.edgestill.trust.Publication.assertRefused;

import java.util.List;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.model.Digests;
import org.junit.jupiter.api.Test;

/** An attacker can not hand out a file, even a signed one, that is not the one that was meant. */
class WrongSoftwareAttackTest extends AttackTest {

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
  void aManifestOfAnotherModelThanTheOneItIsSignedAsIsTheWrongTarget() throws Exception {
    byte[] books = Releases.manifest("books");
    ReleaseTarget films = ReleaseTarget.of(Releases.manifest("films"), "stable");
    ReleaseTarget mixed =
        new ReleaseTarget(
            films.path(),
            books.length,
            Digests.sha256(books),
            films.name(),
            films.release(),
            films.channel(),
            films.deviceClasses(),
            films.rolloutSalt(),
            films.rolloutPercent());

    assertThat(films.verify(Releases.manifest("films")).name()).isEqualTo("films");
    assertRefused(RefusalCode.WRONG_TARGET, () -> mixed.verify(books));
    assertRefused(RefusalCode.HASH_MISMATCH, () -> films.verify(books));
  }

  @Test
  void aRolloutThatHasNotReachedAGatewayLeavesItAtTheReleaseBefore() throws Exception {
    TrustedReleases trusted =
        new TrustedReleases(
            1, clock.instant(), List.of(Releases.films(1), Releases.films(2).withRollout("s", 0)));

    assertThat(trusted.newestFor("films", "stable", "any", "g")).contains(Releases.films(1));
  }
}
