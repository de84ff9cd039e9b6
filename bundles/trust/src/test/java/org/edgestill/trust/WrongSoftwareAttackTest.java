package org.edgestill.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.edgestill.trust.Publication.assertRefused;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.model.Budgets;
import org.edgestill.model.Digests;
import org.edgestill.model.DistilledFrom;
import org.edgestill.model.Manifest;
import org.edgestill.model.Requirements;
import org.edgestill.model.VersionRange;
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
    byte[] books = manifest("books");
    ReleaseTarget films = ReleaseTarget.of(manifest("films"), "stable");
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

    assertThat(films.verify(manifest("films")).name()).isEqualTo("films");
    assertRefused(RefusalCode.WRONG_TARGET, () -> mixed.verify(books));
    assertRefused(RefusalCode.HASH_MISMATCH, () -> films.verify(books));
  }

  private static byte[] manifest(String name) {
    return new Manifest(
            name,
            1,
            Instant.parse("2026-11-24T12:00:00Z"),
            new DistilledFrom("ab".repeat(32), "teacher", "1a2b3c", List.of(1L)),
            new Requirements(
                new VersionRange("[1,2)"), new VersionRange("[1.22,2)"), 17, List.of("amd64"), 64),
            new Budgets(2_000, 64),
            Map.of(),
            List.of())
        .toJson();
  }

  @Test
  void aRolloutThatHasNotReachedAGatewayLeavesItAtTheReleaseBefore() throws Exception {
    TrustedReleases trusted =
        new TrustedReleases(
            1, clock.instant(), List.of(Releases.films(1), Releases.films(2).withRollout("s", 0)));

    assertThat(trusted.newestFor("films", "stable", "any", "g")).contains(Releases.films(1));
  }
}
