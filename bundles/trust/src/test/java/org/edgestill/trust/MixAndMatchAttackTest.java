package org.edgestill.trust;

import static org.edgestill.trust.Publication.assertRefused;

import org.edgestill.api.model.RefusalCode;
import org.junit.jupiter.api.Test;

/** An attacker can not combine metadata that never was published together. */
class MixAndMatchAttackTest extends AttackTest {

  @Test
  void aTimestampWithTheSnapshotOfAnotherPublicationIsRefused() throws Exception {
    byte[] oldSnapshot = first.get(Role.SNAPSHOT, 2);
    Publication mixed = second().replace(Role.SNAPSHOT, 3, oldSnapshot);
    assertRefused(RefusalCode.HASH_MISMATCH, () -> client.refresh(mixed));
  }

  @Test
  void aSnapshotWithTheTargetsOfAnotherPublicationIsRefused() throws Exception {
    byte[] oldTargets = first.get(Role.TARGETS, 2);
    Publication mixed = second().replace(Role.TARGETS, 3, oldTargets);
    assertRefused(RefusalCode.HASH_MISMATCH, () -> client.refresh(mixed));
  }

  @Test
  void snapshotAndTargetsOfAnotherPublicationAreRefusedAsASet() throws Exception {
    Publication mixed =
        second()
            .replace(Role.SNAPSHOT, 3, first.get(Role.SNAPSHOT, 2))
            .replace(Role.TARGETS, 3, first.get(Role.TARGETS, 2));
    assertRefused(RefusalCode.HASH_MISMATCH, () -> client.refresh(mixed));
  }
}
