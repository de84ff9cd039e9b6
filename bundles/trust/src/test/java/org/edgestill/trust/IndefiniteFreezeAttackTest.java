package org.edgestill.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.edgestill.trust.Publication.assertRefused;

import java.time.Duration;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.trust.RepositorySettings.Signing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** An attacker can not show a gateway the same old metadata for ever without its noticing. */
class IndefiniteFreezeAttackTest extends AttackTest {

  @Test
  void aTimestampThatExpiredIsASuspectedFreeze() throws Exception {
    clock.advance(Duration.ofDays(31));
    assertRefused(RefusalCode.FREEZE_SUSPECTED, () -> client.refresh(first));
    first.remove(Role.TIMESTAMP, 0);
    assertRefused(RefusalCode.FREEZE_SUSPECTED, () -> client.refresh(first));
  }

  /** All else is signed again, so that only the one role has expired. */
  @ParameterizedTest
  @CsvSource({
    "ROOT, EXPIRED",
    "TIMESTAMP, FREEZE_SUSPECTED",
    "SNAPSHOT, EXPIRED",
    "TARGETS, EXPIRED"
  })
  void eachRoleThatExpiredIsRefused(Role expired, RefusalCode code) throws Exception {
    RepositorySettings settings = RepositorySettings.defaults();
    for (Role role : Role.values()) {
      Duration validity = role == expired ? Duration.ofDays(1) : Duration.ofDays(1000);
      settings = settings.with(role, new Signing(1, 1, validity));
    }
    TufRepository other = TufRepository.create(temp.resolve("other"), settings, clock);
    TufClient otherClient = new TufClient(temp.resolve("other-client"), other.rootFile(), clock);
    assertThat(otherClient.refresh(Publication.of(other)).releases()).isEmpty();

    clock.advance(Duration.ofDays(1));

    assertRefused(code, () -> otherClient.refresh(Publication.of(other)));
    if (expired != Role.ROOT) {
      other.resign();
      assertThat(otherClient.refresh(Publication.of(other)).releases()).isEmpty();
    }
  }

  @Test
  void metadataExpiresAtItsTimeNotAfter() throws Exception {
    clock.advance(Duration.ofDays(30).minusMillis(1));
    client.refresh(first);
    clock.advance(Duration.ofMillis(1));
    assertRefused(RefusalCode.FREEZE_SUSPECTED, () -> client.refresh(first));
  }

  @Test
  void timeStandsStillDuringARefresh() throws Exception {
    Publication second = second();
    MetadataSource slow =
        (role, version, maxBytes) -> {
          clock.advance(Duration.ofDays(29));
          return second.fetch(role, version, maxBytes);
        };
    assertThat(client.refresh(slow).releases()).hasSize(2);
    clock.advance(Duration.ofDays(-4 * 29));
  }

  @ParameterizedTest
  @EnumSource(names = {"SNAPSHOT", "TARGETS"})
  void metadataThatIsNamedButNotThereIsLateNotRefused(Role role) throws Exception {
    Publication second = second().remove(role, 3);
    assertThatThrownBy(() -> client.refresh(second))
        .isInstanceOf(MetadataUnavailableException.class);
  }
}
