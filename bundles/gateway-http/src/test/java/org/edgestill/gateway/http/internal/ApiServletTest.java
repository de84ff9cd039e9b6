package org.edgestill.gateway.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.features.internal.BehaviourStore;
import org.edgestill.features.internal.StoreSettings;
import org.edgestill.gateway.core.Desk;
import org.edgestill.testbed.SequelRecommender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Through a real servlet container and client. */
@Timeout(120)
class ApiServletTest {

  @TempDir private Path directory;
  private final HttpClient client = HttpClient.newHttpClient();
  private Server server;
  private BehaviourStore store;
  private String base;

  @BeforeEach
  void start() throws Exception {
    CompletableFuture<BehaviourLog> opened = new CompletableFuture<>();
    store = BehaviourStore.open(new StoreSettings(directory, 200, 100), opened::complete);
    opened.get(30, TimeUnit.SECONDS);
    Desk desk = new Desk(Duration.ofSeconds(5));
    desk.log().set(store);
    desk.recommenders().add("films", 1, new SequelRecommender(store, "films", 100));
    HttpApi api = new HttpApi(new AccessRule(false), desk, new StatusReport(desk.log()), 10_000, 8);

    server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    ServletContextHandler context = new ServletContextHandler();
    context.addServlet(new ServletHolder(new ApiServlet(api)), "/edgestill/api/*");
    server.setHandler(context);
    server.start();
    int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    base = "http://127.0.0.1:" + port + "/edgestill/api";
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
    store.close();
  }

  @Test
  void eventsInRecommendationsOut() throws Exception {
    HttpResponse<String> stored =
        post(
            "/events",
            BodyPublishers.ofString("{\"user\":\"ü\",\"item\":\"film-7\",\"timeMillis\":1}"));
    HttpResponse<String> answer =
        post("/recommendations", BodyPublishers.ofString("{\"user\":\"ü\",\"k\":1}"));

    assertThat(stored.statusCode()).isEqualTo(202);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/json");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(answer.body()).contains("\"item\":\"film-8\"");
    assertThat(store.history("ü", 1)).hasSize(1);
  }

  @Test
  void contentOfUnknownLengthIsBoundedToo() throws Exception {
    HttpResponse<String> answer =
        post(
            "/events",
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[100_000])));

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
    assertThat(answer.body()).contains("\"code\":\"TOO_LARGE\"");
  }

  @Test
  void anEncodedUserIsForgotten() throws Exception {
    post("/events", BodyPublishers.ofString("{\"user\":\"ü 1\",\"item\":\"film-7\"}"));

    HttpResponse<String> answer = send("DELETE", "/users/%C3%BC%201", BodyPublishers.noBody());

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    assertThat(store.userCount()).isZero();
  }

  @Test
  void headIsAnsweredWithoutContent() throws Exception {
    HttpResponse<String> answer = send("HEAD", "/status", BodyPublishers.noBody());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValueAsLong("Content-Length").orElseThrow()).isPositive();
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void theServletsOwnPathIsAProblemTooAndNothingElseIs() throws Exception {
    assertThat(send("GET", "", BodyPublishers.noBody()).statusCode()).isEqualTo(404);
    assertThat(send("GET", "/status", BodyPublishers.noBody()).statusCode()).isEqualTo(200);
    assertThat(send("TRACE", "/status", BodyPublishers.noBody()).statusCode()).isEqualTo(405);
  }

  private HttpResponse<String> post(String path, BodyPublisher body) throws Exception {
    return send("POST", path, body);
  }

  private HttpResponse<String> send(String method, String path, BodyPublisher body)
      throws Exception {
    return client.send(
        java.net.http.HttpRequest.newBuilder(URI.create(base + path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .method(method, body)
            .build(),
        BodyHandlers.ofString());
  }
}
