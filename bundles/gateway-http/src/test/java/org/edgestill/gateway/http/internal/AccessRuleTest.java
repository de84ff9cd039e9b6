package org.edgestill.gateway.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessRuleTest {

  private final AccessRule loopbackOnly = new AccessRule(false);

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "127.1.2.3", "::1", "[::1]", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"})
  void thisMachineMayAsk(String peer) {
    assertThatCode(() -> loopbackOnly.check(request(peer, "localhost:8484")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "fe80::1", "::ffff:10.0.0.1", "localhost", "", "127.0.0.1.a"})
  void otherMachinesMayNot(String peer) {
    assertThatThrownBy(() -> loopbackOnly.check(request(peer, "localhost")))
        .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.status()).isEqualTo(403));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:80", "127.0.0.1:8484", "[::1]:8484", "[::1]"})
  void theHostMayBeThisMachine(String host) {
    assertThatCode(() -> loopbackOnly.check(request("127.0.0.1", host))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "evil.example:8484", "localhost.evil.example", "10.0.0.1"})
  void aNameThatWasBoundToThisMachineIsRefused(String host) {
    assertThatThrownBy(() -> loopbackOnly.check(request("127.0.0.1", host)))
        .hasMessageContaining("Host");
  }

  @Test
  void withRemotePeersAllowedAnybodyMay() {
    assertThatCode(() -> new AccessRule(true).check(request("10.0.0.1", "gateway.example")))
        .doesNotThrowAnyException();
    assertThatCode(() -> loopbackOnly.check(request("127.0.0.1", null))).doesNotThrowAnyException();
  }

  private static HttpRequest request(String peer, @Nullable String host) {
    return new HttpRequest(
        "GET", "/status", null, null, -1, host, peer, InputStream.nullInputStream());
  }
}
