package org.edgestill.gateway.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessRuleTest {

  @TempDir private Path directory;
  private final AccessRule loopbackOnly = new AccessRule(false, false, false, Token.none());

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "127.1.2.3", "::1", "[::1]", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"})
  void thisMachineMayAsk(String peer) {
    assertThatCode(() -> loopbackOnly.checkPeer(request(peer, "localhost:8484")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "fe80::1", "::ffff:10.0.0.1", "localhost", "", "127.0.0.1.a"})
  void otherMachinesMayNot(String peer) {
    assertThatThrownBy(() -> loopbackOnly.checkPeer(request(peer, "localhost")))
        .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.status()).isEqualTo(403));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:80", "127.0.0.1:8484", "[::1]:8484", "[::1]"})
  void theHostMayBeThisMachine(String host) {
    assertThatCode(() -> loopbackOnly.checkPeer(request("127.0.0.1", host)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "evil.example:8484", "localhost.evil.example", "10.0.0.1"})
  void aNameThatWasBoundToThisMachineIsRefused(String host) {
    assertThatThrownBy(() -> loopbackOnly.checkPeer(request("127.0.0.1", host)))
        .hasMessageContaining("Host");
  }

  @Test
  void aHostNeedNotBeNamed() {
    assertThatCode(() -> loopbackOnly.checkPeer(request("127.0.0.1", null)))
        .doesNotThrowAnyException();
  }

  @Test
  void otherMachinesThatAreAllowedHaveToComeOverTls() {
    AccessRule remote = new AccessRule(true, false, false, Token.none());

    assertThatCode(() -> remote.checkPeer(request("10.0.0.1", "gateway.example", null, true)))
        .doesNotThrowAnyException();
    assertThatCode(() -> remote.checkPeer(request("127.0.0.1", "localhost")))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> remote.checkPeer(request("10.0.0.1", "gateway.example")))
        .hasMessageContaining("HTTPS");
  }

  @Test
  void unlessPlaintextIsAllowedExplicitly() {
    AccessRule plain = new AccessRule(true, true, false, Token.none());

    assertThatCode(() -> plain.checkPeer(request("10.0.0.1", "gateway.example")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    // peer, host, always, need, whether the token is needed
    "127.0.0.1, localhost, false, NOTHING, false",
    "127.0.0.1, localhost, false, TOKEN_FROM_OTHERS, false",
    "127.0.0.1, localhost, false, TOKEN, true",
    "127.0.0.1, localhost, true, NOTHING, false",
    "127.0.0.1, localhost, true, TOKEN_FROM_OTHERS, true",
    // through a proxy on this machine, or a page of somebody else in a browser on it
    "127.0.0.1, gateway.example, false, TOKEN_FROM_OTHERS, true",
    "10.0.0.1, localhost, false, TOKEN_FROM_OTHERS, true",
    "10.0.0.1, gateway.example, false, NOTHING, false",
    "10.0.0.1, gateway.example, false, TOKEN, true",
  })
  void whoNeedsTheToken(String peer, String host, boolean always, Need need, boolean needed)
      throws Exception {
    Path file = directory.resolve("token");
    AccessRule rule = new AccessRule(true, true, always, Token.of(file));
    String bearer = "Bearer " + Files.readString(file).strip();

    assertThatCode(() -> rule.checkToken(request(peer, host, bearer, false), need))
        .doesNotThrowAnyException();
    if (needed) {
      assertThatThrownBy(() -> rule.checkToken(request(peer, host), need))
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> {
                assertThat(e.status()).isEqualTo(401);
                assertThat(e.headers()).containsKey("WWW-Authenticate");
              });
    } else {
      assertThatCode(() -> rule.checkToken(request(peer, host), need)).doesNotThrowAnyException();
    }
  }

  private static HttpRequest request(String peer, @Nullable String host) {
    return request(peer, host, null, false);
  }

  private static HttpRequest request(
      String peer, @Nullable String host, @Nullable String authorization, boolean secure) {
    return new HttpRequest(
        "GET",
        "/status",
        null,
        null,
        -1,
        host,
        authorization,
        peer,
        secure,
        InputStream.nullInputStream());
  }
}
