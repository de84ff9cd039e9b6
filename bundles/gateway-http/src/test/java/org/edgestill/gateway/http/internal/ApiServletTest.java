package org.edgestill.gateway.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Through a real servlet container and client. */
@Timeout(120)
class ApiServletTest {

  @TempDir private Path directory;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start(directory);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
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
    assertThat(server.store.history("ü", 1)).hasSize(1);
  }

  @Test
  void contentOfUnknownLengthIsBoundedToo() throws Exception {
    HttpResponse<String> answer =
        post(
            "/events",
            BodyPublishers.ofInputStream(
                () -> new ByteArrayInputStream(new byte[TestServer.MAX_BYTES + 1])));

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
    assertThat(answer.body()).contains("\"code\":\"TOO_LARGE\"");
  }

  @Test
  void aConnectionWhoseRequestWasRefusedUnreadIsUsedAgainOrClosedInPlainSight() throws Exception {
    BodyPublisher much = BodyPublishers.ofByteArray(new byte[2 * TestServer.MAX_BYTES]);
    for (int i = 0; i < 50; i++) {
      HttpResponse<String> refused = post("/events", much);
      assertThat(refused.statusCode()).isEqualTo(413);
      assertThat(refused.headers().firstValue("Connection")).isEmpty();
      assertThat(send("GET", "/status", BodyPublishers.noBody()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void whatIsFarTooMuchIsNotWaitedFor() throws Exception {
    assertThat(answerBeforeTheRest("/events", 2_000_000))
        .startsWith("HTTP/1.1 413")
        .contains("Connection: close", "TOO_LARGE");
  }

  @Test
  void whoeverIsNotLetInIsNotWaitedFor() throws Exception {
    assertThat(answerBeforeTheRest("/rollback", 20))
        .startsWith("HTTP/1.1 401")
        .contains("Connection: close", "TOKEN");
  }

  /** What is answered when only the first byte of the content that was announced comes. */
  private String answerBeforeTheRest(String path, int length) throws IOException {
    URI uri = server.uri("/api" + path);
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(10_000); // a container gives up an idle sender after 30 s
      String head =
          "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                  .formatted(uri.getPath())
              + "Content-Length: %d\r\n\r\n{".formatted(length);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      StringBuilder answer = new StringBuilder();
      while (answer.indexOf("}") < 0) {
        int next = socket.getInputStream().read();
        assertThat(next).as("not the end after %s", answer).isNotNegative();
        answer.append((char) next);
      }
      return answer.toString();
    }
  }

  @Test
  void anEncodedUserIsForgotten() throws Exception {
    post("/events", BodyPublishers.ofString("{\"user\":\"ü 1\",\"item\":\"film-7\"}"));

    HttpResponse<String> answer =
        send("DELETE", "/users/%C3%BC%201", BodyPublishers.noBody(), "Authorization", bearer());

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    assertThat(server.store.userCount()).isZero();
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

  @Test
  void theDescriptionIsServedAtBothOfItsPaths() throws Exception {
    HttpResponse<String> below = server.get(server.uri("/api/openapi.json"));
    HttpResponse<String> beside = server.get(server.uri("/openapi.json"));

    assertThat(below.statusCode()).isEqualTo(200);
    assertThat(beside.statusCode()).isEqualTo(200);
    assertThat(beside.body()).isEqualTo(below.body()).contains("\"openapi\": \"3.1.0\"");
  }

  @Test
  void aChangeNeedsTheToken() throws Exception {
    HttpResponse<String> refused = send("POST", "/rollback", BodyPublishers.noBody());
    HttpResponse<String> wrong =
        send("POST", "/rollback", BodyPublishers.noBody(), "Authorization", "Bearer x");
    assertThat(server.registry.active().orElseThrow().id().release()).isEqualTo(3);
    HttpResponse<String> done =
        send("POST", "/rollback", BodyPublishers.noBody(), "Authorization", bearer());

    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("WWW-Authenticate").orElseThrow())
        .startsWith("Bearer ");
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(done.statusCode()).isEqualTo(200);
    assertThat(server.registry.active().orElseThrow().id().release()).isEqualTo(2);
  }

  private String bearer() {
    return "Bearer " + server.token;
  }

  private HttpResponse<String> post(String path, BodyPublisher body) throws Exception {
    return send("POST", path, body);
  }

  private HttpResponse<String> send(
      String method, String path, BodyPublisher body, String... headers) throws Exception {
    return server.send(method, path, body, headers);
  }
}
