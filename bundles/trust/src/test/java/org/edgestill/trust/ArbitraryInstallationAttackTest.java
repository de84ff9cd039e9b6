package org.edgestill.trust;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.edgestill.trust.Publication.assertRefused;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An attacker can not make a gateway install what he wants. */
class ArbitraryInstallationAttackTest extends AttackTest {

  @Test
  void aFlippedBitInAnyByteOfTheTimestampIsRefusedAndNothingFurtherIsFetched() throws Exception {
    byte[] good = second().get(Role.TIMESTAMP, 0);
    int signatureInvalid = 0;
    for (int i = 0; i < good.length; i++) {
      byte[] flipped = good.clone();
      flipped[i] ^= (byte) (1 << i % 8);
      Publication broken = Publication.of(repository).replace(Role.TIMESTAMP, 0, flipped);
      try {
        client.refresh(broken);
        throw new AssertionError("byte " + i + " was accepted: " + new String(flipped, UTF_8));
      } catch (ModelRefusedException e) {
        assertThat(e.code()).isIn(RefusalCode.SIGNATURE_INVALID, RefusalCode.MALFORMED);
        signatureInvalid += e.code() == RefusalCode.SIGNATURE_INVALID ? 1 : 0;
      }
      assertThat(broken.fetched).containsExactly("2.root.json", "timestamp.json");
    }
    assertThat(signatureInvalid).isGreaterThan(good.length / 3);
  }

  @ParameterizedTest
  @EnumSource(names = {"SNAPSHOT", "TARGETS"})
  void anyFlippedByteOfSnapshotOrTargetsIsRefusedByItsHash(Role role) throws Exception {
    byte[] good = second().get(role, secondVersion(role));
    for (int i = 0; i < good.length; i += 7) {
      byte[] flipped = good.clone();
      flipped[i] ^= 1;
      Publication broken = Publication.of(repository).replace(role, secondVersion(role), flipped);
      assertRefused(RefusalCode.HASH_MISMATCH, () -> client.refresh(broken));
      assertThat(broken.fetched).last().isEqualTo(role.fileName(secondVersion(role)));
    }
  }

  @Test
  void aFlippedBitInANewRootIsRefusedAndNothingFurtherIsFetched() throws Exception {
    repository.keys().rotate(Role.TIMESTAMP);
    byte[] good = Publication.of(repository).get(Role.ROOT, 2);
    for (int i = 0; i < good.length; i += 7) {
      byte[] flipped = good.clone();
      flipped[i] ^= 1;
      Publication broken = Publication.of(repository).replace(Role.ROOT, 2, flipped);
      try {
        client.refresh(broken);
        throw new AssertionError("byte " + i + " was accepted: " + new String(flipped, UTF_8));
      } catch (ModelRefusedException e) {
        assertThat(e.code()).isIn(RefusalCode.SIGNATURE_INVALID, RefusalCode.MALFORMED);
      }
      assertThat(broken.fetched).containsExactly("2.root.json");
    }
  }

  @Test
  void metadataByKeysThatAreNotInTheRootIsRefused() throws Exception {
    TufRepository stranger = stranger();
    stranger.addRelease(Releases.films(9));
    stranger.resign();
    assertRefused(
        RefusalCode.SIGNATURE_INVALID,
        () -> client.refresh(Publication.of(stranger).remove(Role.ROOT, 2)));
  }

  @Test
  void aRootOfSomebodyElseIsRefused() throws Exception {
    TufRepository stranger = stranger();
    stranger.keys().rotate(Role.ROOT);
    stranger.addRelease(Releases.films(9));
    assertRefused(RefusalCode.SIGNATURE_INVALID, () -> client.refresh(Publication.of(stranger)));
  }

  @Test
  void metadataOfAnotherRoleIsRefusedInItsPlace() throws Exception {
    Publication second = second();
    assertRefused(
        RefusalCode.SIGNATURE_INVALID,
        () -> client.refresh(second.replace(Role.TIMESTAMP, 0, second.get(Role.SNAPSHOT, 3))));
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
  void aRootOnTheDiskThatNobodySignedIsNotFollowed() throws Exception {
    TufRepository stranger = stranger();
    stranger.keys().rotate(Role.TIMESTAMP);
    Files.write(temp.resolve("client/2.root.json"), Publication.of(stranger).get(Role.ROOT, 2));
    assertThat(client.refresh(second()).releases()).hasSize(2);
  }
}
