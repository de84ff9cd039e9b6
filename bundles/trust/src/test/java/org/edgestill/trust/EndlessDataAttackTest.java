package org.edgestill.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.edgestill.trust.Publication.assertRefused;

import java.util.Arrays;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.trust.internal.MetaFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An attacker can not harm a gateway with more data than there should be. */
class EndlessDataAttackTest extends AttackTest {

  @ParameterizedTest
  @EnumSource(Role.class)
  void endlessMetadataIsRefusedForItsLength(Role role) throws Exception {
    Publication second = second();
    byte[] endless = new byte[role.maxBytes() + 1];
    Publication broken = second.replace(role, role == Role.ROOT ? 2 : secondVersion(role), endless);
    assertRefused(RefusalCode.LENGTH_EXCEEDED, () -> client.refresh(broken));
  }

  @ParameterizedTest
  @EnumSource(names = {"SNAPSHOT", "TARGETS"})
  void oneByteMoreThanSignedIsRefusedForItsLength(Role role) throws Exception {
    Publication second = second();
    byte[] signed = second.get(role, 3);
    Publication broken = second.replace(role, 3, Arrays.copyOf(signed, signed.length + 1));
    assertRefused(RefusalCode.LENGTH_EXCEEDED, () -> client.refresh(broken));
  }

  @Test
  void noMoreIsAskedForThanIsSignedOrAllowed() throws Exception {
    Publication second = second();
    client.refresh(
        (role, version, maxBytes) -> {
          int signed = second.fetch(role, version, maxBytes).map(b -> b.length).orElse(0);
          boolean named = role == Role.SNAPSHOT || role == Role.TARGETS;
          assertThat(maxBytes).isEqualTo(named ? signed : role.maxBytes());
          return second.fetch(role, version, maxBytes);
        });
  }

  @Test
  void aSignedLengthBeyondTheBoundDoesNotRaiseIt() {
    Forge forge = new Forge();
    byte[] targets = new byte[Role.TARGETS.maxBytes() + 1];
    TufClient other =
        new TufClient(temp.resolve("other"), forge.sign(forge.root(1), Role.ROOT), clock);
    assertRefused(
        RefusalCode.LENGTH_EXCEEDED,
        () -> other.refresh(forge.publication(1, 1, targets, MetaFile.of(1, targets))));
  }

  @Test
  void endlessRootsAreCappedAndGoneOnWithLater() throws Exception {
    Forge forge = new Forge();
    TufClient other =
        new TufClient(temp.resolve("other"), forge.sign(forge.root(1), Role.ROOT), clock);
    Publication publication = forge.publication(1, forge.targets(1, Releases.films(1)));
    for (int version = 2; version <= TufClient.MAX_ROOT_ROTATIONS + 10; version++) {
      publication.replace(Role.ROOT, version, forge.sign(forge.root(version), Role.ROOT));
    }

    other.refresh(publication);
    assertThat(publication.fetched.stream().filter(name -> name.contains("root")))
        .hasSize(TufClient.MAX_ROOT_ROTATIONS);
    publication.fetched.clear();
    assertThat(other.refresh(publication).releases()).containsExactly(Releases.films(1));
    assertThat(publication.fetched.stream().filter(name -> name.contains("root"))).hasSize(10);
  }

  @Test
  void aManifestLongerThanSignedIsRefusedForItsLength() {
    assertRefused(
        RefusalCode.LENGTH_EXCEEDED,
        () -> Releases.films(1).verify(new byte[(int) Releases.films(1).length() + 1]));
  }
}
