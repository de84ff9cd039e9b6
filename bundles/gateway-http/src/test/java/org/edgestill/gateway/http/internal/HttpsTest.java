package org.edgestill.gateway.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * As another machine sees it: through an address of this one that is not the loopback, over HTTP
 * and HTTPS, with a certificate made as the README says.
 */
@Timeout(120)
class HttpsTest {

  private static final String PASSWORD = "changeit";

  @TempDir private Path directory;
  private String address = "";
  private TestServer server;
  private int port;
  private int securePort;
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    Optional<String> found = outsideAddress();
    if (System.getenv("CI") != null) {
      assertThat(found)
          .as("continuous integration needs an address besides the loopback")
          .isPresent();
    }
    assumeTrue(found.isPresent(), "skipped: this machine has no address but the loopback");
    address = found.get();
    Path keyStore = makeKeyStore();
    server = TestServer.start(directory);
    port = listen(new ServerConnector(server.server()));
    securePort = listen(secure(server.server(), keyStore));
    client = HttpClient.newBuilder().sslContext(trusting(keyStore)).build();
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void anotherMachineIsServedOverTlsWithTheTokenOnly() throws Exception {
    assertProblem(get("http", port, "/status", "Bearer " + server.token), 403, "PLAINTEXT");
    assertProblem(get("https", securePort, "/status", null), 401, "TOKEN");
    assertProblem(get("https", securePort, "/status", "Bearer wrong"), 401, "TOKEN");
    assertThat(get("https", securePort, "/openapi.json", null).statusCode()).isEqualTo(200);
    HttpResponse<String> served = get("https", securePort, "/status", "Bearer " + server.token);
    assertThat(served.statusCode()).isEqualTo(200);
    assertThat(served.body()).contains("\"name\":\"films\"");
  }

  private HttpResponse<String> get(String scheme, int to, String path, @Nullable String token)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(scheme + "://" + address + ":" + to + "/edgestill/api" + path))
            .timeout(Duration.ofSeconds(30));
    if (token != null) {
      request.header("Authorization", token);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
  }

  private int listen(ServerConnector connector) throws Exception {
    connector.setHost(address);
    server.server().addConnector(connector);
    connector.start();
    return connector.getLocalPort();
  }

  private static ServerConnector secure(Server on, Path keyStore) {
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setKeyStorePath(keyStore.toString());
    tls.setKeyStorePassword(PASSWORD);
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.addCustomizer(new SecureRequestCustomizer());
    return new ServerConnector(on, tls, new HttpConnectionFactory(configuration));
  }

  /** A certificate for the address, by itself. */
  private Path makeKeyStore() throws Exception {
    Path keyStore = directory.resolve("https.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                keyStore.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-alias",
                "https",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "30",
                "-dname",
                "CN=gateway",
                "-ext",
                "SAN=ip:" + address)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.out").toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keyStore).as(Files.readString(directory.resolve("keytool.out"))).exists();
    return keyStore;
  }

  private static SSLContext trusting(Path keyStore) throws Exception {
    KeyStore from = KeyStore.getInstance("PKCS12");
    try (InputStream content = Files.newInputStream(keyStore)) {
      from.load(content, PASSWORD.toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("gateway", from.getCertificate("https"));
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  private static Optional<String> outsideAddress() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(a -> a instanceof Inet4Address && !a.isLoopbackAddress())
        .map(InetAddress::getHostAddress)
        .findFirst();
  }
}
