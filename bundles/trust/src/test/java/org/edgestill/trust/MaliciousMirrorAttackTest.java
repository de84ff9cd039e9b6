package org.edgestill.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import org.edgestill.api.model.ModelRefusedException;
import org.junit.jupiter.api.Test;

/** A bad source can not prevent updates from a good one. */
class MaliciousMirrorAttackTest extends AttackTest {

  @Test
  void whateverABadSourceSaysTheGoodOneIsTakenAfterwards() throws Exception {
    Publication good = second();
    MetadataSource garbage = (role, version, maxBytes) -> Optional.of(new byte[] {'{'});
    MetadataSource nothing = (role, version, maxBytes) -> Optional.empty();
    MetadataSource broken =
        (role, version, maxBytes) -> {
          throw new IOException("reset");
        };

    assertThatThrownBy(() -> client.refresh(garbage)).isInstanceOf(ModelRefusedException.class);
    assertThatThrownBy(() -> client.refresh(nothing))
        .isInstanceOf(MetadataUnavailableException.class);
    assertThatThrownBy(() -> client.refresh(broken)).hasMessage("reset");

    assertThat(client.refresh(good).releases()).hasSize(2);
  }
}
