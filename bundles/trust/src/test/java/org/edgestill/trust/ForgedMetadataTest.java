package org.edgestill.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.edgestill.trust.Publication.assertRefused;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.trust.internal.Ed25519;
import org.edgestill.trust.internal.MetaFile;
import org.edgestill.trust.internal.TufKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Metadata that is signed by the right keys and must be refused all the same. */
class ForgedMetadataTest {

  @TempDir Path temp;
  private final Forge forge = new Forge();

  private TufClient client(byte[] root) {
    return new TufClient(temp.resolve("client"), root, new TestClock());
  }

  private TufClient client() {
    return client(forge.sign(forge.root(1), Role.ROOT));
  }

  @Test
  void theSameKeyTwiceCountsOnce() throws Exception {
    List<KeyPair> two = List.of(Ed25519.generate(), Ed25519.generate());
    forge.keys(Role.TARGETS, 2, two);
    String id = TufKey.of(two.get(0).getPublic()).keyId();
    byte[] targets =
        Forge.signAs(forge.targets(1, Releases.films(1)), two.get(0), List.of(id, id, id));

    assertRefused(
        RefusalCode.THRESHOLD_NOT_MET,
        () -> client().refresh(forge.publication(1, 1, targets, MetaFile.of(1, targets))));
  }

  @Test
  void theSameKeyUnderTwoIdsCountsOnce() throws Exception {
    KeyPair pair = forge.pairs(Role.TARGETS).get(0);
    ObjectNode root = forge.root(1);
    // An extra field gives the same key another id that is as right as the first.
    ObjectNode twin = TufKey.of(pair.getPublic()).toJson().put("x-note", "twin");
    String twinId = Forge.addKey(root, Role.TARGETS, twin);
    root.withObject("/roles/targets").put("threshold", 2);
    byte[] targets =
        Forge.signAs(
            forge.targets(1, Releases.films(1)),
            pair,
            List.of(TufKey.of(pair.getPublic()).keyId(), twinId));

    assertRefused(
        RefusalCode.THRESHOLD_NOT_MET,
        () ->
            client(forge.sign(root, Role.ROOT))
                .refresh(forge.publication(1, 1, targets, MetaFile.of(1, targets))));
  }

  @Test
  void twoDifferentKeysMeetAThresholdOfTwo() throws Exception {
    forge.keys(Role.TARGETS, 2, List.of(Ed25519.generate(), Ed25519.generate()));

    assertThat(
            client().refresh(forge.publication(1, forge.targets(1, Releases.films(1)))).releases())
        .hasSize(1);
  }

  @Test
  void aKeyIdThatIsNotTheHashOfItsKeyIsRefused() {
    ObjectNode root = forge.root(1);
    TufKey key = TufKey.of(Ed25519.generate().getPublic());
    root.withObject("/keys").set("0".repeat(64), key.toJson());
    assertRefused(
        RefusalCode.MALFORMED,
        () -> client(forge.sign(root, Role.ROOT)).refresh(forge.publication(1, forge.targets(1))));
  }

  @Test
  void aKeyOfAnUnknownTypeDoesNotCountAndDoesNoHarm() throws Exception {
    ObjectNode root = forge.root(1);
    ObjectNode rsa = TufKey.of(Ed25519.generate().getPublic()).toJson();
    rsa.put("keytype", "rsa").put("scheme", "rsassa-pss-sha256");
    Forge.addKey(root, Role.TARGETS, rsa);

    assertThat(
            client(forge.sign(root, Role.ROOT))
                .refresh(forge.publication(1, forge.targets(1, Releases.films(1))))
                .releases())
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"TIMESTAMP, SNAPSHOT", "TIMESTAMP, TARGETS", "TIMESTAMP, ROOT", "ROOT, TARGETS"})
  void metadataOfAnotherTypeByTheSameKeyIsRefused(Role expected, Role given) {
    List<KeyPair> one = List.of(Ed25519.generate());
    for (Role role : Role.values()) {
      forge.keys(role, 1, one);
    }
    Publication publication = forge.publication(2, forge.targets(2, Releases.films(1)));
    byte[] other = publication.get(given, given == Role.ROOT ? 1 : 2);
    publication.replace(expected, expected == Role.ROOT ? 2 : 0, other);

    assertRefused(RefusalCode.MALFORMED, () -> client().refresh(publication));
  }

  @Test
  void aRootByOldKeysOnlyIsRefused() {
    TufClient client = client();
    Publication publication = forge.publication(1, forge.targets(1));
    Forge next = new Forge();
    publication.replace(Role.ROOT, 2, forge.sign(next.root(2), Role.ROOT));

    assertRefused(RefusalCode.SIGNATURE_INVALID, () -> client.refresh(publication));
  }

  @Test
  void aNewTimestampWithAnOlderSnapshotIsARollbackAttack() throws Exception {
    TufClient client = client();
    byte[] targets = forge.sign(forge.targets(1), Role.TARGETS);
    MetaFile meta = MetaFile.of(1, targets);
    client.refresh(forge.publication(1, 5, targets, meta));

    assertRefused(
        RefusalCode.ROLLBACK_ATTACK, () -> client.refresh(forge.publication(2, 4, targets, meta)));
  }

  @Test
  void aNewSnapshotWithOlderTargetsIsARollbackAttack() throws Exception {
    TufClient client = client();
    client.refresh(forge.publication(5, forge.targets(5)));
    byte[] old = forge.sign(forge.targets(4), Role.TARGETS);

    assertRefused(
        RefusalCode.ROLLBACK_ATTACK,
        () -> client.refresh(forge.publication(6, 6, old, MetaFile.of(4, old))));
  }

  @Test
  void aSnapshotThatForgetsTargetsIsARollbackAttack() throws Exception {
    TufClient client = client();
    byte[] targets = forge.sign(forge.targets(1), Role.TARGETS);
    MetaFile meta = MetaFile.of(1, targets);
    byte[] both =
        forge.sign(
            forge.snapshot(1, Map.of("targets.json", meta, "other.json", meta)), Role.SNAPSHOT);
    client.refresh(
        forge
            .publication(1, 1, targets, meta)
            .replace(Role.SNAPSHOT, 1, both)
            .replace(
                Role.TIMESTAMP,
                0,
                forge.sign(forge.timestamp(1, MetaFile.of(1, both)), Role.TIMESTAMP)));

    assertRefused(
        RefusalCode.ROLLBACK_ATTACK, () -> client.refresh(forge.publication(2, 2, targets, meta)));
  }

  @Test
  void targetsOfAnotherVersionThanTheSnapshotSaysAreRefusedEvenWithoutHashes() {
    byte[] second = forge.sign(forge.targets(2), Role.TARGETS);
    assertRefused(
        RefusalCode.HASH_MISMATCH,
        () -> client().refresh(forge.publication(1, 1, second, new MetaFile(1, null, Map.of()))));
  }

  @Test
  void aTargetWithAPathThatLeavesTheRepositoryIsRefused() {
    ObjectNode targets = forge.targets(1, Releases.films(1));
    ObjectNode entries = targets.withObject("/targets");
    entries.set("../../manifest.json", entries.remove("films/1/manifest.json"));
    assertRefused(RefusalCode.MALFORMED, () -> client().refresh(forge.publication(1, targets)));
  }

  @Test
  void aReleaseNumberWithTwoDigestsIsRefused() {
    ReleaseTarget twin = Releases.films(1, "other");
    ObjectNode targets = forge.targets(1, Releases.films(1));
    ObjectNode entry = forge.targets(1, twin).withObject("/targets");
    targets.withObject("/targets").set("elsewhere.json", entry.get(twin.path()));
    assertRefused(RefusalCode.MALFORMED, () -> client().refresh(forge.publication(1, targets)));
  }

  @Test
  void aReleaseWithAnUnknownConditionIsLeftOutAndSoIsAPlainFile() throws Exception {
    ObjectNode targets = forge.targets(1, Releases.films(1), Releases.films(2));
    entry(targets, 2).withObject("/custom").put("minimumBattery", 50);
    ObjectNode plain = entry(targets, 1).deepCopy();
    plain.remove("custom");
    targets.withObject("/targets").set("readme.txt", plain);

    assertThat(client().refresh(forge.publication(1, targets)).releases())
        .containsExactly(Releases.films(1));
  }

  @ParameterizedTest
  @CsvSource({"percent, 101", "percent, -1", "salt, ''"})
  void aRolloutThatCanNotBeUnderstoodIsRefused(String field, String value) {
    ObjectNode targets = forge.targets(1, Releases.films(1));
    ObjectNode rollout = entry(targets, 1).withObject("/custom").withObject("/rollout");
    if (field.equals("percent")) {
      rollout.put(field, Integer.parseInt(value));
    } else {
      rollout.put(field, value);
    }
    assertRefused(RefusalCode.MALFORMED, () -> client().refresh(forge.publication(1, targets)));
  }

  @ParameterizedTest
  @CsvSource({"version, 0", "version, 99007199254740993", "expires, 5", "spec_version, 5"})
  void fieldsOutOfTheirRangeAreRefused(String field, long value) {
    ObjectNode targets = forge.targets(1).put(field, value);
    assertRefused(RefusalCode.MALFORMED, () -> client().refresh(forge.publication(1, targets)));
  }

  @Test
  void anotherMajorVersionOfTheSpecificationIsRefused() {
    ObjectNode targets = forge.targets(1).put("spec_version", "2.0.0");
    assertRefused(RefusalCode.MALFORMED, () -> client().refresh(forge.publication(1, targets)));
  }

  @Test
  void aRepositoryWithoutConsistentSnapshotsIsReadUnderNamesWithoutVersions() throws Exception {
    ObjectNode root = forge.root(1);
    root.remove("consistent_snapshot");
    Publication publication = forge.publication(1, forge.targets(1, Releases.films(1)));
    publication
        .replace(Role.TARGETS, 0, publication.get(Role.TARGETS, 1))
        .replace(Role.SNAPSHOT, 0, publication.get(Role.SNAPSHOT, 1));

    assertThat(client(forge.sign(root, Role.ROOT)).refresh(publication).releases())
        .containsExactly(Releases.films(1));
    assertThat(publication.fetched)
        .containsExactly("2.root.json", "timestamp.json", "snapshot.json", "targets.json");
  }

  private static ObjectNode entry(ObjectNode targets, long release) {
    return targets.withObject("/targets").withObject("/films~1" + release + "~1manifest.json");
  }
}
