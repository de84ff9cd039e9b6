package org.edgestill.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.edgestill.trust.Publication.assertRefused;

import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.trust.internal.Ed25519;
import org.edgestill.trust.internal.MetaFile;
import org.edgestill.trust.internal.TufKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An attacker who has fewer keys than a role's threshold, or only keys of roles that do not say
 * what is installed, can not make a gateway install anything.
 */
class KeyCompromiseAttackTest {

  @TempDir Path temp;
  private final Forge forge = new Forge();
  private final Forge thief = new Forge();

  @BeforeEach
  void everyRoleNeedsTwoOfTwoKeys() {
    for (Role role : Role.values()) {
      forge.keys(role, 2, List.of(Ed25519.generate(), Ed25519.generate()));
    }
  }

  private TufClient client() {
    return new TufClient(
        temp.resolve("client"), forge.sign(forge.root(1), Role.ROOT), new TestClock());
  }

  private Publication honest(long version) {
    return forge.publication(version, forge.targets(version, Releases.films(1)));
  }

  private static List<String> ids(KeyPair pair, int times) {
    String id = TufKey.of(pair.getPublic()).keyId();
    return Collections.nCopies(times, id);
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void oneStolenKeyOfTwoIsNotEnoughForAnyRole(Role role) throws Exception {
    TufClient client = client();
    client.refresh(honest(1));
    KeyPair stolen = forge.pairs(role).get(0);
    Publication attack = honest(2);
    byte[] targets = forge.sign(forge.targets(2, Releases.films(1)), Role.TARGETS);
    switch (role) {
      case ROOT ->
          attack.replace(Role.ROOT, 2, Forge.signAs(thief.root(2), stolen, ids(stolen, 2)));
      case TIMESTAMP ->
          attack.replace(
              role,
              0,
              Forge.signAs(
                  forge.timestamp(9, MetaFile.of(2, new byte[1])), stolen, ids(stolen, 2)));
      case SNAPSHOT -> {
        byte[] snapshot =
            Forge.signAs(
                forge.snapshot(2, Map.of("targets.json", MetaFile.of(2, targets))),
                stolen,
                ids(stolen, 2));
        attack.replace(role, 2, snapshot);
        attack.replace(
            Role.TIMESTAMP,
            0,
            forge.sign(forge.timestamp(2, MetaFile.of(2, snapshot)), Role.TIMESTAMP));
      }
      case TARGETS -> {
        byte[] evil = Forge.signAs(forge.targets(2, Releases.films(9)), stolen, ids(stolen, 2));
        attack = forge.publication(2, 2, evil, MetaFile.of(2, evil));
      }
    }
    Publication tried = attack;
    assertRefused(RefusalCode.THRESHOLD_NOT_MET, () -> client.refresh(tried));
    assertThat(client.refresh(honest(3)).releases()).containsExactly(Releases.films(1));
  }

  @Test
  void bothOnlineKeysAreNotEnoughToInstallAnything() throws Exception {
    TufClient client = client();
    client.refresh(honest(1));
    // Whoever has timestamp and snapshot can name other targets, but not sign them.
    byte[] evil = thief.sign(thief.targets(2, Releases.films(9)), Role.TARGETS);
    assertRefused(
        RefusalCode.SIGNATURE_INVALID,
        () -> client.refresh(forge.publication(2, 2, evil, MetaFile.of(2, evil))));
  }

  @ParameterizedTest
  @EnumSource(names = {"TIMESTAMP", "SNAPSHOT", "TARGETS"})
  void aRevokedKeyCountsNoMore(Role revoked) throws Exception {
    TufClient client = client();
    client.refresh(honest(1));
    Publication byOldKeys = honest(2);
    forge.keys(revoked, 1, List.of(Ed25519.generate()));
    byOldKeys.replace(Role.ROOT, 2, forge.sign(forge.root(2), Role.ROOT));

    assertRefused(RefusalCode.SIGNATURE_INVALID, () -> client.refresh(byOldKeys));
    assertThat(client.refresh(honest(3)).releases()).containsExactly(Releases.films(1));
  }

  @Test
  void revokedRootKeysCanNotSignTheNextRoot() throws Exception {
    TufClient client = client();
    List<KeyPair> revoked = forge.pairs(Role.ROOT);
    List<KeyPair> fresh = List.of(Ed25519.generate(), Ed25519.generate());
    // Root 2 is signed by the old and the new keys.
    List<KeyPair> all = new ArrayList<>(revoked);
    all.addAll(fresh);
    forge.keys(Role.ROOT, 2, fresh);
    var second = forge.root(2);
    forge.keys(Role.ROOT, 2, all);
    byte[] signed = forge.sign(second, Role.ROOT);
    client.refresh(honest(1).replace(Role.ROOT, 2, signed));

    forge.keys(Role.ROOT, 2, revoked);
    Publication attack = honest(1).replace(Role.ROOT, 3, forge.sign(forge.root(3), Role.ROOT));

    assertRefused(RefusalCode.SIGNATURE_INVALID, () -> client.refresh(attack));
  }

  /** Timestamp keys that were stolen can not set a gateway's time for good either. */
  @Test
  void aTimeThatAThiefStretchedIsForgottenWithHisKeys() throws Exception {
    TestClock clock = new TestClock();
    TufClient client =
        new TufClient(temp.resolve("c"), forge.sign(forge.root(1), Role.ROOT), clock);
    // The clock was ahead for a while, and the thief's metadata was fresh even then.
    clock.advance(Duration.ofDays(1000));
    client.refresh(honest(1));
    clock.advance(Duration.ofDays(-1000));

    TufRepository publisher =
        TufRepository.create(temp.resolve("r"), RepositorySettings.defaults(), clock);
    forge.keys(Role.TIMESTAMP, 2, List.of(Ed25519.generate(), Ed25519.generate()));
    Publication recovered = honest(2).replace(Role.ROOT, 2, forge.sign(forge.root(2), Role.ROOT));
    var timestamp = forge.timestamp(2, MetaFile.of(2, recovered.get(Role.SNAPSHOT, 2)));
    // Valid as long as the publisher's are: not as long as the time that was stretched.
    timestamp.put("expires", publisher.expires().toString());
    recovered.replace(Role.TIMESTAMP, 0, forge.sign(timestamp, Role.TIMESTAMP));

    assertThat(client.refresh(recovered).releases()).containsExactly(Releases.films(1));
  }
}
