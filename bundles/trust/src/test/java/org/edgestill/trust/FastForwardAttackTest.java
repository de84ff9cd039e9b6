package org.edgestill.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.edgestill.trust.Publication.assertRefused;

import java.nio.file.Path;
import java.util.List;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.trust.internal.Ed25519;
import org.edgestill.trust.internal.MetaFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An attacker who had the online keys can not leave version numbers behind that no honest
 * publication ever reaches: new keys in a new root forget them (section 5.3.11).
 */
class FastForwardAttackTest {

  private static final long FAR = 1_000_000_000_000L;

  @TempDir Path temp;
  private final Forge forge = new Forge();
  private TufClient client;
  private Publication honest;

  @BeforeEach
  void aClientThatWasForwarded() throws Exception {
    client =
        new TufClient(temp.resolve("c"), forge.sign(forge.root(1), Role.ROOT), new TestClock());
    honest = forge.publication(1, forge.targets(1, Releases.films(1)));
    client.refresh(honest);
  }

  private Publication forwarded(long timestamp, long snapshot, long targets) {
    byte[] bytes = forge.sign(forge.targets(targets, Releases.films(1)), Role.TARGETS);
    return forge.publication(timestamp, snapshot, bytes, MetaFile.of(targets, bytes));
  }

  /** The publisher replaces the key of a role and signs on from the versions that it had. */
  private Publication recovered(Role rotated) {
    forge.keys(rotated, 1, List.of(Ed25519.generate()));
    byte[] root = forge.sign(forge.root(2), Role.ROOT);
    return forge
        .publication(2, forge.targets(2, Releases.films(1), Releases.films(2)))
        .replace(Role.ROOT, 2, root);
  }

  @ParameterizedTest
  @EnumSource(names = {"TIMESTAMP", "SNAPSHOT"})
  void aForwardedTimestampIsRecoveredFromByNewKeys(Role rotated) throws Exception {
    client.refresh(forwarded(FAR, 1, 1));
    assertRefused(RefusalCode.ROLLBACK_ATTACK, () -> client.refresh(honest));

    assertThat(client.refresh(recovered(rotated)).releases()).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(names = {"TIMESTAMP", "SNAPSHOT"})
  void aForwardedSnapshotIsRecoveredFromByNewKeys(Role rotated) throws Exception {
    client.refresh(forwarded(2, FAR, 1));

    assertThat(client.refresh(recovered(rotated)).releases()).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(names = {"TIMESTAMP", "SNAPSHOT"})
  void forwardedTargetsAreRecoveredFromByNewKeys(Role rotated) throws Exception {
    client.refresh(forwarded(2, 2, FAR));

    assertThat(client.refresh(recovered(rotated)).releases()).hasSize(2);
  }

  @Test
  void withoutNewKeysOldVersionsStayRefused() throws Exception {
    client.refresh(forwarded(FAR, FAR, FAR));
    byte[] root = forge.sign(forge.root(2), Role.ROOT);
    Publication sameKeys =
        forge.publication(2, forge.targets(2, Releases.films(1))).replace(Role.ROOT, 2, root);

    assertRefused(RefusalCode.ROLLBACK_ATTACK, () -> client.refresh(sameKeys));
  }

  @Test
  void aVersionBeyondWhatNumbersHoldIsRefused() {
    byte[] timestamp =
        forge.sign(
            forge.timestamp(1, MetaFile.of(1, new byte[1])).put("version", Long.MAX_VALUE),
            Role.TIMESTAMP);
    assertRefused(
        RefusalCode.MALFORMED, () -> client.refresh(honest.replace(Role.TIMESTAMP, 0, timestamp)));
  }
}
