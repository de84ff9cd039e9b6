package org.edgestill.mqtt.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.edgestill.api.carrier.Message;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS with client certificates against Mosquitto, the broker that production runs. */
@Timeout(120)
class TlsTest {

  private static final Path MOSQUITTO = Path.of("/usr/sbin/mosquitto");
  private static final String PASSWORD = "key-store-password";

  @TempDir static Path folder;
  private static Process broker;
  private static int port;

  /** A missing Mosquitto is only an excuse on a developer's machine. */
  @BeforeAll
  static void startMosquitto() throws Exception {
    assumeTrue(
        Files.isExecutable(MOSQUITTO) || "true".equals(System.getenv("CI")),
        "Mosquitto is not installed");
    makeAuthority("ca");
    makeAuthority("other");
    makeCertificate("server", "ca", "subjectAltName=DNS:localhost");
    makeCertificate("client", "ca", "extendedKeyUsage=clientAuth");
    openssl(
        "pkcs12 -export -in client.crt -inkey client.key -out client.p12 -passout pass:"
            + PASSWORD);
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Files.writeString(
        folder.resolve("mosquitto.conf"),
        """
        listener %d
        cafile %s/ca.crt
        certfile %s/server.crt
        keyfile %s/server.key
        require_certificate true
        allow_anonymous true
        user root
        """
            .formatted(port, folder, folder, folder));
    broker = run(MOSQUITTO.toString(), "-c", "mosquitto.conf");
    await().atMost(Duration.ofSeconds(30)).until(TlsTest::listens);
  }

  @AfterAll
  static void stopMosquitto() {
    if (broker != null) {
      broker.destroy();
    }
  }

  @Test
  void withTheAuthorityAndAClientCertificateItConnects() throws Exception {
    try (MqttCarrier carrier = carrier("localhost", "ca.crt", true)) {
      await().atMost(Duration.ofSeconds(30)).until(carrier::connected);
      CompletableFuture<Message> received = new CompletableFuture<>();
      carrier.subscribe("tls/+", received::complete);
      byte[] large = new byte[300_000];
      large[299_999] = 7;

      carrier.publish(new Message("tls/1", large, true));

      assertThat(received.get(30, TimeUnit.SECONDS).payload()).isEqualTo(large);
    }
  }

  @Test
  void aBrokerOfAnotherAuthorityIsRefused() throws Exception {
    assertThat(failure("localhost", "other.crt", true)).contains("cannot connect");
  }

  @Test
  void aBrokerWithAnotherHostNameIsRefused() throws Exception {
    assertThat(failure("127.0.0.1", "ca.crt", true)).contains("127.0.0.1");
  }

  @Test
  void withoutAClientCertificateTheBrokerRefuses() throws Exception {
    assertThat(failure("localhost", "ca.crt", false)).isNotEmpty();
  }

  @Test
  void aMissingAuthorityFileIsReported() throws Exception {
    assertThat(failure("localhost", "missing.crt", true))
        .contains("cannot use the TLS files")
        .contains("missing.crt");
  }

  private static String failure(String host, String ca, boolean certificate) throws Exception {
    Link link =
        new Link(
            settings(host, ca, certificate),
            (l, topic, message, tooLarge) -> {
              throw new AssertionError("nothing is subscribed");
            });
    try {
      assertThat(link.connect()).isFalse();
      return link.awaitLost();
    } finally {
      link.dispose();
    }
  }

  private static MqttCarrier carrier(String host, String ca, boolean certificate) {
    return new MqttCarrier(settings(host, ca, certificate));
  }

  private static MqttSettings settings(String host, String ca, boolean certificate) {
    return MqttSettings.of(URI.create("ssl://" + host + ":" + port), "tls-test")
        .withTls(
            new MqttTls(
                folder.resolve(ca),
                certificate ? folder.resolve("client.p12") : null,
                certificate ? PASSWORD : null));
  }

  private static void makeAuthority(String name) throws Exception {
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN="
            + name
            + (" -keyout " + name + ".key -out " + name + ".crt"));
  }

  private static void makeCertificate(String name, String authority, String extension)
      throws Exception {
    openssl(
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN="
            + name
            + (" -keyout " + name + ".key -out " + name + ".csr"));
    Files.writeString(folder.resolve(name + ".ext"), extension);
    openssl(
        "x509 -req -days 2 -CAcreateserial -in "
            + (name + ".csr -CA " + authority + ".crt -CAkey " + authority + ".key -out ")
            + (name + ".crt -extfile " + name + ".ext"));
  }

  private static void openssl(String arguments) throws Exception {
    Process process = run(("openssl " + arguments).split(" "));
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(arguments).isZero();
  }

  private static Process run(String... command) throws IOException {
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output.log").toFile())
        .start();
  }

  private static boolean listens() {
    try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return probe.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
