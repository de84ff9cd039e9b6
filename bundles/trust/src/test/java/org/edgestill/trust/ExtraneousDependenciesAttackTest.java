package org.edgestill.trust;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.edgestill.trust.Publication.assertRefused;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.edgestill.api.model.RefusalCode;
import org.junit.jupiter.api.Test;

/**
 * An attacker can not make a gateway install more than what was meant. A release has no
 * dependencies: all its files are in its manifest, and the manifest's hash is signed.
 */
class ExtraneousDependenciesAttackTest extends AttackTest {

  @Test
  void aManifestThatNamesOtherFilesThanTheSignedOneIsRefused() {
    byte[] other = "content of 2".getBytes(UTF_8);
    assertThat(other).hasSize((int) Releases.films(1).length());
    assertRefused(RefusalCode.HASH_MISMATCH, () -> Releases.films(1).verify(other));
  }

  @Test
  void whatTheTargetsNameBesidesReleasesIsNotOffered() throws Exception {
    Forge forge = new Forge();
    ObjectNode targets = forge.targets(1, Releases.films(1));
    ObjectNode plain = targets.at("/targets/films~11~1manifest.json").deepCopy();
    plain.remove("custom");
    targets.withObject("/targets").set("library.so", plain);
    TufClient other =
        new TufClient(temp.resolve("other"), forge.sign(forge.root(1), Role.ROOT), clock);

    assertThat(other.refresh(forge.publication(1, targets)).releases())
        .containsExactly(Releases.films(1));
  }
}
